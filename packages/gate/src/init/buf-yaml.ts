import { isWithin } from "../path-within.ts";
import type { ProtoLayout } from "./module-roots.ts";

/** A `buf.yaml` for a repository that has none, and what is left to do about it. */
export interface BufYaml {
  readonly text: string;
  /** Sentences for people. */
  readonly todo: readonly string[];
}

/** Where schemas that are often imported are published, by the beginning of their import path. */
const published: Readonly<Record<string, string>> = {
  "google/api/": "buf.build/googleapis/googleapis",
  "google/rpc/": "buf.build/googleapis/googleapis",
  "google/type/": "buf.build/googleapis/googleapis",
  "google/longrunning/": "buf.build/googleapis/googleapis",
  "buf/validate/": "buf.build/bufbuild/protovalidate",
  "validate/": "buf.build/envoyproxy/protoc-gen-validate",
  "gogoproto/": "buf.build/gogo/protobuf",
  "protoc-gen-openapiv2/": "buf.build/grpc-ecosystem/grpc-gateway",
  "opentelemetry/proto/": "buf.build/opentelemetry/opentelemetry",
};

const copiedFolder = /^(third[_-]?party|vendor|external)$/i;
// Folders that a team would hardly call its own.
const copiedPath =
  /^(?:.*?\/)?(?:google\/(?:api|protobuf|rpc|type|longrunning)|buf\/validate|gogoproto|protoc-gen-openapiv2)\/|^validate\/(?=validate\.proto$)/;

/** Writes a `buf.yaml` of version 2 with buf's own rules. */
export function bufYaml(layout: ProtoLayout, paths: readonly string[]): BufYaml {
  const { roots, missing } = layout;
  const copied = copiedFolders(roots, paths);
  const deps = [...new Set([...missing.keys()].flatMap((path) => homeOf(path) ?? []))].toSorted();
  const unknown = [...missing.keys()].filter((path) => homeOf(path) === undefined).toSorted();
  const lines = [
    "# How buf reads these schemas, and the rules that a change is judged by (https://buf.build/docs/configuration/v2/buf-yaml/).",
    "version: v2",
    "modules:",
    ...roots.flatMap((root) => moduleLines(root, roots)),
    ...(deps.length > 0 ? ["# Schemas of others; `buf dep update` writes their versions into buf.lock.", "deps:"] : []),
    ...deps.map((dep) => `  - ${dep}`),
    "lint:",
    "  use: [STANDARD]",
    ...ignoreLines(copied),
    "breaking:",
    "  # The strictest category. PACKAGE, WIRE_JSON and WIRE ask for less.",
    "  use: [FILE]",
    ...ignoreLines(copied),
  ];
  const todo = [
    ...(deps.length > 0 ? ["Run `buf dep update` and commit buf.lock: buf.yaml names schemas of others."] : []),
    ...(unknown.length > 0
      ? [
          `No file of the repository is ${unknown.join(", ")}, which its schemas import: add them, or a \`deps\` entry in buf.yaml.`,
        ]
      : []),
  ];
  return { text: `${lines.join("\n")}\n`, todo };
}

function moduleLines(root: string, roots: readonly string[]): string[] {
  const inner = roots.filter((other) => other !== root && isWithin(other, root));
  const path = `  - path: ${root}`;
  return inner.length === 0 ? [path] : [path, `    excludes: [${inner.join(", ")}]`];
}

/** Folders with copies of the schemas of others, which nobody here can correct. */
function copiedFolders(roots: readonly string[], paths: readonly string[]): string[] {
  const modules = roots.filter((root) => root.split("/").some((part) => copiedFolder.test(part)));
  const inside = paths.flatMap((path) => {
    const [match] = copiedPath.exec(path) ?? [];
    return match === undefined || modules.some((folder) => isWithin(path, folder)) ? [] : [match.slice(0, -1)];
  });
  return [...new Set([...modules, ...inside])].toSorted();
}

function ignoreLines(copied: readonly string[]): string[] {
  return copied.length === 0 ? [] : [`  ignore: [${copied.join(", ")}]`];
}

function homeOf(path: string): string | undefined {
  return Object.entries(published).find(([start]) => path.startsWith(start))?.[1];
}
