import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { repositoryRoot } from "./repository/files.ts";

test("each version of a domain gets one entry file that exports its generated files in order", () => {
  using folder = temporaryFolder();
  const protos = {
    "books/v1/shelf.proto": "books.v1",
    "books/v1/book.proto": "books.v1",
    "books/v2/a.proto": "books.v2",
  };
  for (const [path, name] of Object.entries(protos)) {
    mkdirSync(join(folder.path, "proto", dirname(path)), { recursive: true });
    writeFileSync(join(folder.path, "proto", path), `syntax = "proto3";\npackage ${name};\n`);
  }
  const local = ["node", join(repositoryRoot, "scripts/protoc-gen-entry.ts")];
  const template = { version: "v2", plugins: [{ local, out: "src", strategy: "all", opt: "target=ts" }] };
  const args = ["generate", "proto", "--template", JSON.stringify(template)];
  const { stderr } = spawnSync("buf", args, { cwd: folder.path, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(readdirSync(join(folder.path, "src"))).toEqual(["v1.ts", "v2.ts"]);
  const exported = readFileSync(join(folder.path, "src/v1.ts"), "utf8").match(/^export .*$/gm);
  expect(exported).toEqual(['export * from "./books/v1/book_pb.ts";', 'export * from "./books/v1/shelf_pb.ts";']);
});
