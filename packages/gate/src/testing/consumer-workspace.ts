import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Files, type TemporaryRepository, repositoryRoot, temporaryRepository } from "@breakwater/testkit";

const { resolve } = createRequire(import.meta.url);
const generator = join(dirname(resolve("@bufbuild/protoc-gen-es/package.json")), "bin/protoc-gen-es");
const launcher = join(dirname(resolve("@bufbuild/buf/package.json")), "bin/buf");

/** A workspace with schemas, the package that is generated of them, and packages that use it. */
export interface ConsumerWorkspace extends TemporaryRepository {
  /** Generates the code of the schemas as they are now. */
  readonly generate: () => void;
  /** Reads a file. */
  readonly read: (path: string) => string;
}

const tsconfig = JSON.stringify({
  compilerOptions: {
    target: "ES2024",
    lib: ["ES2024"],
    module: "NodeNext",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    allowImportingTsExtensions: true,
  },
  include: ["src"],
});

/**
 * Makes a workspace with the schemas below `proto` and the generated package `@test/x` in `gen/x`, which git ignores.
 * @param files more of them; a package.json below `services` gets the dependency and a tsconfig.json
 * @param target what protoc-gen-es writes: "ts", or "dts" as in a package that is built
 */
export function consumerWorkspace(files: Files, target: "ts" | "dts" = "ts"): ConsumerWorkspace {
  const folder = temporaryRepository();
  folder.write({
    "pnpm-workspace.yaml": "packages: [gen/*, services/*]\n",
    ".gitignore": "node_modules\ngen/*/src\n",
    "buf.yaml": "version: v2\nmodules: [{path: proto}]\n",
    ...generatedPackage,
    ...files,
  });
  const packages = [...new Set(Object.keys(files).flatMap((path) => /^services\/[^/]+/.exec(path)?.[0] ?? []))];
  for (const path of packages) folder.write(consumerPackage(path, files));
  for (const path of ["gen/x", ...packages]) linkRuntime(join(folder.path, path));
  for (const path of packages) link(join(folder.path, "gen/x"), join(folder.path, path, "node_modules/@test/x"));
  const generate = (): void => generateCode(folder.path, target);
  generate();
  folder.commit();
  return { ...folder, generate, read: (path) => readFileSync(join(folder.path, path), "utf8") };
}

const generatedPackage: Files = {
  "gen/x/package.json": JSON.stringify({
    name: "@test/x",
    type: "module",
    exports: { "./*": { types: ["./src/*.ts", "./src/*.d.ts"] } },
    dependencies: { "@bufbuild/protobuf": "*" },
  }),
};

function consumerPackage(path: string, files: Files): Files {
  const manifest = JSON.stringify({ name: path, type: "module", dependencies: { "@test/x": "*" } });
  return {
    [`${path}/package.json`]: files[`${path}/package.json`] ?? manifest,
    [`${path}/tsconfig.json`]: files[`${path}/tsconfig.json`] ?? tsconfig,
  };
}

/** Runs the compiler on a package, and gives the lines that it refuses: "services/a/src/main.ts:7", each once. */
export function compileConsumer(folder: string, path: string): string[] {
  const compiler = join(dirname(resolve("typescript/package.json")), "bin/tsc");
  const { stdout } = spawnSync(process.execPath, [compiler, "-p", path, "--pretty", "false"], {
    cwd: folder,
    encoding: "utf8",
  });
  return [...new Set([...stdout.matchAll(/^(\S+)\((\d+),\d+\): error/gm)].map(([, file, line]) => `${file}:${line}`))];
}

/** Links what generated code and its callers import. */
export function linkRuntime(folder: string): void {
  for (const name of ["@bufbuild/protobuf", "@connectrpc/connect"]) {
    link(join(repositoryRoot, "node_modules", name), join(folder, "node_modules", name));
  }
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, "dir");
}

/** Runs buf with protoc-gen-es. */
function generateCode(folder: string, target: "ts" | "dts"): void {
  const plugin = {
    local: [process.execPath, generator],
    out: "gen/x/src",
    opt: [`target=${target}`, `import_extension=${target === "ts" ? "ts" : "js"}`, "erasable_syntax=true"],
  };
  const template = JSON.stringify({ version: "v2", clean: true, plugins: [plugin] });
  execFileSync(process.execPath, [launcher, "generate", "--template", template], { cwd: folder, stdio: "pipe" });
}
