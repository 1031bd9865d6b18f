import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { installedVersion } from "../installed-version.ts";

/** What this package brings along to generate and compile TypeScript; all paths are absolute. */
export interface InstalledTools {
  /** Script of protoc-gen-es, which reads a request on standard input. */
  readonly generator: string;
  /** Script that starts the compiler of the platform. */
  readonly compiler: string;
  /** Folder of the runtime that generated code imports. */
  readonly runtime: string;
  /** Versions of all of them, which decide what comes out. */
  readonly version: string;
}

/**
 * Finds the tools beside this package, never in the repository that is checked: it may have other versions, or none.
 * @returns why there are none, as a string
 */
export function findTools(): InstalledTools | string {
  const { resolve } = createRequire(import.meta.url);
  try {
    return {
      // The generator is released with the runtime.
      version: ["@bufbuild/protoc-gen-es", "typescript"].map(installedVersion).join(" "),
      generator: join(dirname(resolve("@bufbuild/protoc-gen-es/package.json")), "bin/protoc-gen-es"),
      compiler: join(dirname(resolve("typescript/package.json")), "bin/tsc"),
      // Its package.json is no export; the entry is dist/cjs/index.js.
      runtime: dirname(dirname(dirname(resolve("@bufbuild/protobuf")))),
    };
  } catch (error) {
    return `the compiler is not installed: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`;
  }
}
