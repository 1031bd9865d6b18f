import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, testAuthority } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { holdsPrivateKey, listFiles, unwantedFiles } from "./image-contents.ts";

for (const path of [
  "/bin/sh",
  "/usr/bin/apt-get",
  "/usr/local/bin/npm",
  "/app/node_modules/.bin/tsc",
  "/app/node_modules/typescript/lib/tsc.js",
  "/app/node_modules/.pnpm/x/node_modules/@breakwater/service-runtime/src/index.ts",
  "/app/server.key",
  "/app/.npmrc",
  "/home/nonroot/.env.local",
]) {
  test(`${path} has no business in an image`, () => expect(unwantedFiles([path])).toEqual([path]));
}

for (const path of [
  "/usr/local/bin/node",
  "/app/dist/main.js",
  "/app/node_modules/.pnpm/x/node_modules/@breakwater/recommendations/dist/v1.d.ts",
  "/app/node_modules/.pnpm/x/node_modules/@bufbuild/protobuf/dist/index.js",
]) {
  test(`${path} may be in an image`, () => expect(unwantedFiles([path])).toEqual([]));
}

test("files and links are listed, folders are not", () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, "usr/bin"), { recursive: true });
  writeFileSync(join(folder.path, "usr/bin/dash"), "");
  symlinkSync("dash", join(folder.path, "usr/bin/sh"));
  expect(listFiles(folder.path)).toEqual(["/usr/bin/dash", "/usr/bin/sh"]);
});

test("a private key is found among other bytes; a certificate, and the bare words, are none", async () => {
  using authority = await testAuthority();
  const { key, certificate } = authority.identity;
  const padding = Buffer.alloc(1000, 0xff);
  expect(holdsPrivateKey(Buffer.concat([padding, Buffer.from(key), padding]))).toBe(true);
  expect(holdsPrivateKey(Buffer.from(key))).toBe(true);
  const words = Buffer.from(`${key.split("\n", 1).join("")}\nis how a key begins`);
  expect(holdsPrivateKey(Buffer.concat([Buffer.from(certificate), words]))).toBe(false);
});
