import { join } from "node:path";
import { readTree, repositoryRoot, runProgram, temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";

const bin = join(repositoryRoot, "node_modules/.bin");

/** Generates all clients into a new folder; returns the files below its `gen`. */
async function generate(): Promise<Map<string, string>> {
  using folder = temporaryFolder("breakwater-generate-");
  await runProgram(join(bin, "buf"), ["generate", "-o", folder.path], {
    cwd: repositoryRoot,
    env: { ...process.env, PATH: `${bin}:${process.env["PATH"]}` },
  });
  return readTree(join(folder.path, "gen/recommendations/src"));
}

test("generating twice gives the same bytes, and they are the committed ones", async () => {
  const [first, second] = await Promise.all([generate(), generate()]);
  expect(first).toEqual(second);
  expect(first).toEqual(readTree(join(repositoryRoot, "gen/recommendations/src")));
  expect([...first.keys()]).toContain("recommendations/v1/book_pb.ts");
});
