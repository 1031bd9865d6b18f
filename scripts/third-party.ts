/**
 * Puts the third-party protos that the workspace compiles with into `.protos/`, and the TypeScript that services need
 * of them into their runtime. All of it comes from installed npm packages, so nothing is downloaded and nothing of it
 * is committed. Runs on every install (`prepare`); `ensureThirdParty` repeats it when the output was deleted.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { file_buf_validate_validate } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { printProto } from "./print-proto.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Folder of the third-party protos, git-ignored; a lint- and breaking-ignored module of the workspace. */
export const thirdPartyFolder = join(root, ".protos");

/** Where the TypeScript of what services speak beside their own contracts goes, git-ignored. */
const generatedFolder = join(root, "packages/service-runtime/src/third-party");

function packageFolder(name: string): string {
  // Not require.resolve: some packages do not export their package.json.
  return join(root, "node_modules", name);
}

/** Where each copied proto comes from: npm package, folder in it, and import path. */
const copied: readonly (readonly [packageName: string, folder: string, ...paths: string[]])[] = [
  [
    "@grpc/reflection",
    "build/proto",
    "grpc/reflection/v1/reflection.proto",
    "grpc/reflection/v1alpha/reflection.proto",
  ],
  [
    "google-gax",
    "build/protos",
    ...["annotations", "client", "field_behavior", "http", "launch_stage", "resource"].map(
      (name) => `google/api/${name}.proto`,
    ),
    "google/longrunning/operations.proto",
    ...["code", "error_details", "status"].map((name) => `google/rpc/${name}.proto`),
  ],
];
const healthProto = "grpc/health/v1/health.proto";

/** What TypeScript is generated of. */
const generated = [
  "google/rpc/error_details.proto",
  healthProto,
  "grpc/reflection/v1/reflection.proto",
  "grpc/reflection/v1alpha/reflection.proto",
];
const validateProto = "buf/validate/validate.proto";

function copyProtos(target: string): void {
  cpSync(join(packageFolder("grpc-health-check"), "proto/health/v1/health.proto"), join(target, healthProto));
  for (const [packageName, folder, ...paths] of copied) {
    for (const path of paths) cpSync(join(packageFolder(packageName), folder, path), join(target, path));
  }
  mkdirSync(join(target, "buf/validate"), { recursive: true });
  writeFileSync(join(target, validateProto), printProto(file_buf_validate_validate));
}

function generateTypeScript(): void {
  const template = {
    version: "v2",
    clean: true,
    plugins: [
      {
        local: "protoc-gen-es",
        out: generatedFolder,
        opt: ["target=ts", "import_extension=ts", "erasable_syntax=true"],
      },
    ],
  };
  const paths = generated.flatMap((path) => ["--path", join(thirdPartyFolder, path)]);
  const args = ["generate", thirdPartyFolder, ...paths, "--template", JSON.stringify(template)];
  const buf = spawnSync("buf", args, { encoding: "utf8" });
  if (buf.status !== 0) throw new Error(`buf generate for third-party protos failed:\n${buf.error ?? buf.stderr}`);
}

/** Writes `.protos/` and the TypeScript of it anew. */
export function writeThirdParty(): void {
  rmSync(thirdPartyFolder, { recursive: true, force: true });
  copyProtos(thirdPartyFolder);
  generateTypeScript();
}

/** Writes the third-party files unless they are there, for example after `git clean -fdX` left node_modules alone. */
export function ensureThirdParty(): void {
  const paths = [healthProto, validateProto, ...copied.flatMap(([, , ...own]) => own)];
  const isComplete = paths.every((path) => existsSync(join(thirdPartyFolder, path)));
  if (!isComplete || !existsSync(generatedFolder)) writeThirdParty();
}

if (import.meta.main) writeThirdParty();
