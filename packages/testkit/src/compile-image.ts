import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./stack.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { type Files, writeFiles } from "./temporary-repository.ts";

/**
 * Compiles proto files with buf and returns the bytes of the image. Files may import the third-party protos of the
 * repository (buf/validate, google/api, google/longrunning, google/rpc), which the image then has as imports.
 * @param files text by import path
 */
export function compileImage(files: Files): Uint8Array {
  using folder = temporaryFolder();
  const modules = ["- path: src"];
  if (Object.values(files).some((text) => /import (public )?"(buf|google\/(api|longrunning|rpc))\//.test(text ?? ""))) {
    symlinkSync(join(repositoryRoot, ".protos"), join(folder.path, "third-party"));
    modules.push("- path: third-party");
  }
  writeFiles(join(folder.path, "src"), files);
  writeFiles(folder.path, { "buf.yaml": `version: v2\nmodules:\n  ${modules.join("\n  ")}\n` });
  // One of the two modules as the input makes files of the other one imports.
  const args = ["build", join(folder.path, "src"), "-o", "image.binpb"];
  execFileSync("buf", args, { cwd: folder.path, stdio: ["ignore", "ignore", "inherit"] });
  return readFileSync(join(folder.path, "image.binpb"));
}
