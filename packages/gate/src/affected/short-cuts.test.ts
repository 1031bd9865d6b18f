import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Files, repositoryRoot, temporaryFolder, temporaryRepository } from "@breakwater/testkit";
import { array, assert, asyncProperty, constantFrom, integer, record, uniqueArray } from "fast-check";
import { expect, test } from "vitest";
import { runGateWith } from "../testing/run-gate.ts";

const packages = 9;

/** Text of a file of package `index`, which uses the package at half of its number; the last has findings of lint. */
function part(index: number, name: "a" | "b"): string {
  const user = Math.floor(index / 2);
  const own = [
    'syntax = "proto3";',
    "",
    `package p${index}.v1;`,
    "",
    ...(name === "a" && index > 0 ? [`import "p${user}/v1/a.proto";`, ""] : []),
    `message ${name.toUpperCase()} {`,
    "  string x = 1;",
    "  int32 y = 2;",
    ...(name === "a" && index > 0 ? [`  p${user}.v1.A other = 3;`, `  p${user}.v1.Kind kind = 4;`] : []),
    "}",
  ];
  const kind = index === packages - 1 ? ["BAD", "WORSE"] : ["KIND_UNSPECIFIED", "KIND_ONE"];
  const enumeration = ["", "enum Kind {", ...kind.map((value, number) => `  ${value} = ${number};`), "}"];
  return `${[...own, ...(name === "a" ? enumeration : [])].join("\n")}\n`;
}

const service = (index: number, ...methods: readonly string[]): string => {
  return ["", `service S${index}Service {`, ...methods.map((method) => `  ${method}`), "}", ""].join("\n");
};

const http = (path: string): string => `{ option (google.api.http) = {get: "${path}"}; }`;

function thirdParty(...paths: readonly string[]): Files {
  return Object.fromEntries(
    paths.map((path) => [`vendor/${path}`, readFileSync(join(repositoryRoot, ".protos", path), "utf8")]),
  );
}

const bufYaml = (category: string): string => `version: v2
modules:
  - path: proto
  - path: vendor
lint: {use: [STANDARD], ignore: [vendor], disallow_comment_ignores: false}
breaking: {use: [${category}], ignore: [vendor]}
`;

function workspace(category: string): Files {
  const files = Array.from({ length: packages }, (_, index) => [
    [`proto/p${index}/v1/a.proto`, part(index, "a")],
    [`proto/p${index}/v1/b.proto`, part(index, "b")],
  ]).flat();
  return {
    "buf.yaml": bufYaml(category),
    ...thirdParty("google/api/annotations.proto", "google/api/http.proto"),
    ...Object.fromEntries(files),
    // Two packages that nobody imports, with RPCs over HTTP.
    "proto/web/v1/web.proto": `syntax = "proto3";\n\npackage web.v1;\n\nimport "google/api/annotations.proto";\n\nmessage GetRequest {\n  string name = 1;\n}\n\nmessage GetResponse {}\n${service(0, `rpc Get(GetRequest) returns (GetResponse) ${http("/v1/{name=things/*}")}`)}`,
    "proto/options/v1/options.proto": `syntax = "proto2";\n\npackage options.v1;\n\nimport "google/protobuf/descriptor.proto";\n\nextend google.protobuf.FieldOptions {\n  optional string mark = 50001;\n}\n`,
  };
}

interface Edit {
  readonly kind: keyof typeof edits;
  readonly at: number;
  readonly other: number;
}

type Apply = (files: Record<string, string | undefined>, at: string, places: { at: number; other: number }) => void;

/** Replaces text in a file that is there. */
function replace(files: Record<string, string | undefined>, path: string, from: string | RegExp, to: string): void {
  const text = files[path];
  if (text !== undefined) files[path] = text.replace(from, to);
}

const append = (files: Record<string, string | undefined>, path: string, text: string, imported?: string): void => {
  if (files[path] === undefined) return;
  files[path] += text;
  if (imported !== undefined) replace(files, path, /(package [^;]*;\n)/, `$1\nimport "${imported}";\n`);
};

const edits = {
  comment: (files, a) => replace(files, a, "message A {", "// A comment.\nmessage A {"),
  format: (files, a) => replace(files, a, "  string x", "      string x"),
  addField: (files, a) => replace(files, a, "  int32 y = 2;", "  int32 y = 2;\n  int32 z = 9;"),
  changeType: (files, a) => replace(files, a, "int32 y", "int64 y"),
  rename: (files, a) => replace(files, a, "string x", "string renamed"),
  badName: (files, a) => replace(files, a, "string x", "string badName"),
  enumToMessage: (files, a) => replace(files, a, /enum Kind \{[^}]*\}/, "message Kind {}"),
  addValue: (files, a) => replace(files, a, /(enum Kind \{[^}]*)\}/, "$1  KIND_NEW = 7;\n}"),
  deleteUsed: (files, a) => replace(files, a, /\nenum Kind \{[^}]*\}\n/, ""),
  deleteFile: (files, _, { at }) => (files[`proto/p${at}/v1/b.proto`] = undefined),
  moveFile: (files, _, { at, other }) => {
    files[`proto/p${other}/v1/moved.proto`] = files[`proto/p${at}/v1/b.proto`];
    files[`proto/p${at}/v1/b.proto`] = undefined;
  },
  otherPackage: (files, _, { at, other }) =>
    replace(files, `proto/p${at}/v1/b.proto`, /package [^;]*/, `package p${other}.v1`),
  innerPackage: (files, _, { at, other }) =>
    replace(files, `proto/p${at}/v1/b.proto`, /package [^;]*/, `package p${other}.v1.A`),
  noPackage: (files, _, { at }) => replace(files, `proto/p${at}/v1/b.proto`, /package [^;]*;/, ""),
  cycle: (files, _, { at, other }) =>
    append(
      files,
      `proto/p${at}/v1/b.proto`,
      `\nmessage Uses {\n  p${other}.v1.A a = 1;\n}\n`,
      `proto/p${other}/v1/a.proto`.slice(6),
    ),
  sharedRequest: (files, _, { at }) =>
    append(
      files,
      `proto/p${at}/v1/b.proto`,
      service(at, "rpc Get(web.v1.GetRequest) returns (web.v1.GetResponse);"),
      "web/v1/web.proto",
    ),
  shadow: (files, _, { at }) =>
    append(
      files,
      `proto/p${at}/v1/b.proto`,
      service(at, `rpc All(B) returns (B) ${http("/v1/{name=**}")}`),
      "google/api/annotations.proto",
    ),
  any: (files, _, { at }) =>
    append(
      files,
      `proto/p${at}/v1/b.proto`,
      `\nmessage Carrier {\n  google.protobuf.Any any = 1;\n}\n${service(at, "rpc Carry(Carrier) returns (Carrier);")}`,
      "google/protobuf/any.proto",
    ),
  extension: (files, _, { at }) =>
    append(
      files,
      `proto/p${at}/v1/b.proto`,
      "\nextend google.protobuf.FieldOptions {\n  string other_mark = 50001;\n}\n",
      "google/protobuf/descriptor.proto",
    ),
  syntaxError: (files, _, { at }) => append(files, `proto/p${at}/v1/b.proto`, "message {"),
} as const satisfies Record<string, Apply>;

function apply(files: Files, list: readonly Edit[]): Files {
  const result: Record<string, string | undefined> = { ...files };
  for (const { kind, at, other } of list) edits[kind](result, `proto/p${at}/v1/a.proto`, { at, other });
  return result;
}

function withoutDeleted(files: Files): Files {
  return Object.fromEntries(Object.entries(files).filter(([, text]) => text !== undefined));
}

const place = integer({ min: 0, max: packages - 1 });
// An array of keys loses their type.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const kinds = Object.keys(edits) as (keyof typeof edits)[];
const someEdits = array(record({ kind: constantFrom(...kinds), at: place, other: place }), {
  minLength: 1,
  maxLength: 3,
});

/** What a check says of the schemas; its notes are about how it was found. */
async function judge(folder: string, cache: string, ...options: readonly string[]): Promise<unknown> {
  const only = ["--only", "format,lint,breaking", "--format", "json"];
  const env = { BREAKWATER_CACHE_DIR: cache };
  const { exitCode, stdout, stderr } = await runGateWith({ env }, folder, "check", ...only, ...options);
  const { notes: _, ...report } = JSON.parse(stdout);
  // Which part of the whole the compiler is told of shows in what it complains about.
  return exitCode > 1 ? { exitCode } : { exitCode, stderr, report };
}

function damage(folder: string, seed: number): void {
  for (const [index, name] of readdirSync(folder).entries()) {
    const path = join(folder, name);
    const bytes = readFileSync(path);
    const at = (seed * 31 + index * 7) % bytes.length;
    bytes[at] = (bytes[at] ?? 0) ^ 4;
    writeFileSync(path, bytes);
  }
}

/** After these alone a workspace compiles. */
const mild = constantFrom<Edit["kind"][]>("comment", "format", "addField", "badName", "addValue", "any", "deleteFile");
const mildEdits = uniqueArray(record({ kind: mild, at: place, other: place }), {
  maxLength: 3,
  // Twice the same would declare something twice.
  selector: ({ kind, at }) => `${kind} ${at}`,
});

for (const category of ["FILE", "WIRE_JSON"]) {
  test(`short cuts change no finding, whatever was edited and kept (${category})`, { timeout: 300_000 }, async () => {
    // One for all runs: it is warm with whatever went before.
    using kept = temporaryFolder();
    await assert(
      asyncProperty(mildEdits, someEdits, integer({ min: 0, max: 1000 }), async (before, after, seed) => {
        const base = apply(workspace(category), before);
        using repository = temporaryRepository(withoutDeleted(base));
        repository.git("checkout", "--quiet", "-b", "change");
        repository.git("commit", "--quiet", "--allow-empty", "--message", "change");
        const head = apply(base, after);
        repository.write(Object.fromEntries(Object.entries(head).filter(([path, text]) => text !== base[path])));
        const full = await judge(repository.path, "off", "--full");
        expect(await judge(repository.path, kept.path)).toEqual(full);
        expect(await judge(repository.path, kept.path)).toEqual(full);
        if (seed % 3 > 0) return;
        damage(kept.path, seed);
        expect(await judge(repository.path, kept.path)).toEqual(full);
      }),
      { numRuns: 8 },
    );
  });
}

test("what no change touches is not compiled: a fault that both sides have there shows in full only", async () => {
  const base = apply(workspace("FILE"), [{ kind: "syntaxError", at: 1, other: 0 }]);
  using repository = temporaryRepository(base);
  repository.git("checkout", "--quiet", "-b", "change");
  repository.write({ "proto/p8/v1/b.proto": `// A comment.\n\n${base["proto/p8/v1/b.proto"]}` });
  expect(await judge(repository.path, "off", "--full")).toEqual({ exitCode: 3 });
  expect(await judge(repository.path, "off")).toMatchObject({ exitCode: 0, report: { verdict: "pass" } });
});
