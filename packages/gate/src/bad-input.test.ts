import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import {
  type FieldDescriptorProto,
  FieldOptionsSchema,
  type FileDescriptorProto,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import { type Files, compileImage, temporaryFolder, temporaryRepository, writeFiles } from "@breakwater/testkit";
import { assert, asyncProperty, constantFrom, integer, oneof, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { type GateRun, type JsonReport, checkJson, runGate } from "./testing/run-gate.ts";

const proto = (...lines: string[]): string => ['syntax = "proto3";', "package x.v1;", ...lines, ""].join("\n");

async function breaking(before: Files, after: Files): Promise<JsonReport & { exitCode: number }> {
  using folder = temporaryFolder();
  writeFiles(join(folder.path, "before"), before);
  writeFiles(join(folder.path, "after"), after);
  return await checkJson(folder.path, "after", "--against", "before", "--only", "breaking");
}

test("schemas that do not compile on one side are no verdict, whichever side it is", async () => {
  const good = { "x.proto": proto("message M {}") };
  for (const bad of ["message M {", "message M { Gone g = 1; }", 'import "gone.proto";', "message M {} message M {}"]) {
    for (const [side, before, after] of [
      ["head", good, { "x.proto": proto(bad) }],
      ["base", { "x.proto": proto(bad) }, good],
    ] as const) {
      const report = await breaking(before, after);
      expect(report).toMatchObject({ exitCode: 3, verdict: "error" });
      expect(report.error?.message).toMatch(new RegExp(`^The ${side}, .* does not compile:\n  x\\.proto:\\d+:\\d+: `));
    }
  }
});

test("a file with 10,000 fields, of which the last and one in the middle change", async () => {
  const fields = (type: string): Files => {
    const lines = Array.from({ length: 10_000 }, (_, index) => {
      return `${index % 5000 === 4999 ? type : "int32"} field_${index} = ${index + 1};`;
    });
    return { "x.proto": proto("message M {", ...lines, "}") };
  };
  const report = await breaking(fields("int32"), fields("string"));
  expect(report.exitCode).toBe(1);
  const changed = report.findings.filter(({ rule }) => rule === "FIELD_SAME_TYPE");
  expect(changed.map(({ element, line }) => ({ element, line }))).toEqual([
    { element: "x.v1.M.field_4999", line: 5003 },
    { element: "x.v1.M.field_9999", line: 10_003 },
  ]);
  expect(changed[1]).toMatchObject({ old: "int32 field_9999 = 10000;", new: "string field_9999 = 10000;" });
});

/** buf speaks, or the engine where buf's category is silent. */
const wholeFiles = [
  { category: "FILE", before: "int32", after: "string", rule: "FIELD_SAME_TYPE" },
  { category: "WIRE", before: "uint32", after: "int32", rule: "FIELD_TYPE_SIGN_CHANGED" },
];

for (const { category, before, after, rule } of wholeFiles) {
  test(`a file with 10,000 fields, all of which change from ${before} to ${after} under ${category}`, async () => {
    const config = `version: v2\nbreaking: {use: [${category}]}\n`;
    const fields = (type: string): Files => {
      const lines = Array.from({ length: 10_000 }, (_, index) => `${type} field_${index} = ${index + 1};`);
      return { "buf.yaml": config, "x.proto": proto("message M {", ...lines, "}") };
    };
    const report = await breaking(fields(before), fields(after));
    expect(report.exitCode).toBe(1);
    expect(new Set(report.findings.map((finding) => finding.rule))).toEqual(new Set([rule]));
    const found = report.findings.map(({ element, line, old }) => ({ element, line, old }));
    const expected = Array.from({ length: 10_000 }, (_, index) => {
      return { element: `x.v1.M.field_${index}`, line: index + 4, old: `${before} field_${index} = ${index + 1};` };
    });
    expect(found).toEqual(expected);
    // Evidence is made for the first, and the others say why they have none.
    const witnesses = report.findings.map(({ witness }) => witness);
    expect(witnesses[0]).toMatchObject({ confirmed: true });
    expect(witnesses.at(-1)).toEqual({ confirmed: false, reason: expect.stringMatching(/evidence/) });
  });
}

test("a chain of 1,000 imports", async () => {
  const chain = (type: string): Files => {
    return Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => {
        const isLast = index === 999;
        const next = isLast ? "" : `import "f${index + 1}.proto";`;
        return [`f${index}.proto`, proto(next, `message M${index} { ${isLast ? type : `M${index + 1}`} a = 1; }`)];
      }),
    );
  };
  const report = await breaking(chain("int32"), chain("string"));
  expect(report.findings.map(({ rule, path }) => `${rule} ${path}`)).toEqual(["FIELD_SAME_TYPE f999.proto"]);
});

/** One character of each general category of Unicode, those aside that no text can have (surrogates). */
const categories: Readonly<Record<string, string>> = {
  Lu: "Ä",
  Ll: "ß",
  Lt: "ǅ",
  Lm: "ʰ",
  Lo: "語",
  Mn: "\u0301",
  Mc: "\u0903",
  Me: "\u20dd",
  Nd: "٣",
  Nl: "Ⅷ",
  No: "½",
  Pc: "‿",
  Pd: "–",
  Ps: "（",
  Pe: "）",
  Pi: "«",
  Pf: "»",
  Po: "¿",
  Sm: "√",
  Sc: "€",
  Sk: "˅",
  So: "🎉",
  Zs: "\u00a0",
  Zl: "\u2028",
  Zp: "\u2029",
  Cc: "\u0085",
  Cf: "\u202e",
  Co: "\ue000",
  Cn: "\u0378",
};

test("every class of Unicode in paths, comments, JSON names and defaults", async () => {
  for (const [category, character] of Object.entries(categories)) {
    expect(character).toMatch(new RegExp(`^\\p{${category}}$`, "u"));
  }
  const files = (type: string): Files => {
    return Object.fromEntries(
      Object.entries(categories).map(([category, c]) => {
        const names = `optional ${type} a = 1 [json_name = "j${c}"]; optional string s = 2 [default = "d${c}"];`;
        const text = `// Comment ${c}.\nmessage M${category} { ${names} } // ${c}`;
        return [`p${c}q/${category}${c}.proto`, proto(text).replace("proto3", "proto2")];
      }),
    );
  };
  using repository = temporaryRepository(files("int32"));
  repository.git("checkout", "--quiet", "-b", "change");
  repository.commit(files("int64"));
  const report = await checkJson(repository.path, "--only", "breaking");
  expect(report.exitCode).toBe(1);
  const expected = Object.entries(categories).map(([category, c]) => `FIELD_SAME_TYPE p${c}q/${category}${c}.proto:4`);
  expect(report.findings.map(({ rule, path, line }) => `${rule} ${path}:${line}`).toSorted()).toEqual(
    expected.toSorted(),
  );
  const shown = Object.keys(categories).map((category) =>
    report.findings.find(({ element }) => element === `x.v1.M${category}.a`),
  );
  expect(shown.map((finding) => finding?.new?.includes("int64"))).toEqual(shown.map(() => true));

  const text = await runGate(repository.path, "check", "--only", "breaking");
  expect(text).toMatchObject({ exitCode: 1, stderr: "" });
  // What could steer a terminal or end a line is escaped.
  expect(text.stdout).not.toMatch(/[\u0085\u2028\u2029\u202e]/);
  const github = await runGate(repository.path, "check", "--only", "breaking", "--format", "github");
  expect(github.stdout.match(/^::error file=/gm)).toHaveLength(expected.length);
});

const messages = (type: string): string => {
  const list = Array.from({ length: 12 }, (_, index) => `message M${index} { ${type} a = 1; }`);
  return proto('import "google/protobuf/timestamp.proto";', ...list, `message T { google.protobuf.Timestamp t = 1; }`);
};
const base = compileImage({ "x.proto": messages("int32") });
const head = compileImage({ "x.proto": messages("string") });

async function compareImages(before: Uint8Array, after: Uint8Array): Promise<GateRun> {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "before.binpb"), before);
  writeFileSync(join(folder.path, "after.binpb"), after);
  const argv = ["after.binpb", "--against", "before.binpb", "--only", "breaking", "--format", "json"];
  return await runGate(folder.path, "check", ...argv);
}

const changedBit = (image: Uint8Array) => {
  return integer({ min: 0, max: image.length * 8 - 1 }).map((bit) => {
    // Not slice(): of a Buffer that is a view of the same bytes.
    const copy = Uint8Array.from(image);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return copy;
  });
};
const damaged = (image: Uint8Array) => {
  return oneof(
    integer({ min: 0, max: image.length - 1 }).map((length) => image.slice(0, length)),
    changedBit(image),
    uint8Array({ maxLength: 64 }),
  );
};

test("a damaged image is refused or judged, and twelve breaks never pass because of it", async () => {
  expect((await compareImages(base, head)).exitCode).toBe(1);
  await assert(
    asyncProperty(damaged(head), async (bytes) => {
      const { exitCode, stdout, stderr } = await compareImages(base, bytes);
      expect([1, 2, 3]).toContain(exitCode);
      expect(stderr).not.toMatch(/^ {4}at /m);
      expect(JSON.parse(stdout)).toMatchObject({ verdict: exitCode === 1 ? "fail" : "error" });
    }),
    { numRuns: 10 },
  );
  await assert(
    asyncProperty(damaged(base), constantFrom(head, base), async (bytes, other) => {
      const { exitCode, stdout } = await compareImages(bytes, other);
      // A bit of the base may undo what the head changed; a program that reads the report still finds one.
      expect([0, 1, 2, 3]).toContain(exitCode);
      expect(JSON.parse(stdout)).toMatchObject({ version: 1 });
    }),
    { numRuns: 6 },
  );
});

function edited(image: Uint8Array, edit: (files: FileDescriptorProto[]) => FileDescriptorProto[]): Uint8Array {
  const { file } = fromBinary(FileDescriptorSetSchema, image);
  return toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file: edit(file) }));
}

test("a descriptor set without its imports is refused, and the message names what lacks", async () => {
  const alone = (image: Uint8Array): Uint8Array =>
    edited(image, (files) => files.filter(({ name }) => name === "x.proto"));
  for (const [side, before, after] of [
    ["head", base, alone(head)],
    ["base", alone(base), head],
  ] as const) {
    const { exitCode, stderr } = await compareImages(before, after);
    expect(exitCode).toBe(2);
    const file = side === "head" ? "after.binpb" : "before.binpb";
    expect(stderr).toMatch(`The ${side}, "${file}", lacks "google/protobuf/timestamp.proto", which "x.proto" imports.`);
  }
});

interface Contradiction {
  readonly name: string;
  readonly edit: (file: FileDescriptorProto) => void;
  /** 2 for an image that is refused, 1 for one that is judged. */
  readonly exitCode: 1 | 2;
}

const option = (no: number, wireType: WireType, ...data: number[]) => ({ no, wireType, data: Uint8Array.from(data) });

function fieldOf(file: FileDescriptorProto, name: string): FieldDescriptorProto {
  const field = file.messageType[0]?.field.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`no field "${name}"`);
  return field;
}

function setOption(file: FileDescriptorProto, value: ReturnType<typeof option>): void {
  fieldOf(file, "a").options = { ...create(FieldOptionsSchema), $unknown: [value] };
}

/** What no compiler writes: in an image that a person, or another tool, has made. */
const contradictions: readonly Contradiction[] = [
  { name: "nothing wrong", edit: () => undefined, exitCode: 1 },
  {
    name: "an option cut off",
    edit: (file) => setOption(file, option(50001, WireType.LengthDelimited, 9, 65)),
    exitCode: 2,
  },
  {
    name: "an option with garbage in it",
    edit: (file) => setOption(file, option(50002, WireType.LengthDelimited, 2, 0x0a, 9)),
    exitCode: 2,
  },
  { name: "text as a number", edit: (file) => setOption(file, option(50001, WireType.Varint, 5)), exitCode: 1 },
  {
    name: "text that is no UTF-8",
    edit: (file) => setOption(file, option(50001, WireType.LengthDelimited, 1, 0xff)),
    exitCode: 1,
  },
  { name: "rules as a number", edit: (file) => setOption(file, option(1159, WireType.Varint, 5)), exitCode: 1 },
  { name: "a number twice", edit: (file) => (fieldOf(file, "e").number = 1), exitCode: 2 },
  { name: "number 0", edit: (file) => (fieldOf(file, "a").number = 0), exitCode: 2 },
  { name: "a name twice", edit: (file) => (fieldOf(file, "e").name = "a"), exitCode: 2 },
  { name: "the name of a prototype", edit: (file) => (fieldOf(file, "a").name = "__proto__"), exitCode: 1 },
  { name: "a JSON name twice", edit: (file) => (fieldOf(file, "a").jsonName = "e"), exitCode: 1 },
  { name: "a type that is not there", edit: (file) => (fieldOf(file, "e").typeName = ".x.v1.Gone"), exitCode: 2 },
  { name: "half a map entry", edit: (file) => file.messageType[0]?.nestedType[0]?.field.pop(), exitCode: 2 },
  { name: "an unknown syntax", edit: (file) => (file.syntax = "proto9"), exitCode: 2 },
];

const options = `syntax = "proto2"; package acme; import "google/protobuf/descriptor.proto"; message Scope { optional string s = 1; }
  extend google.protobuf.FieldOptions { optional string scope = 50001; optional Scope scopes = 50002; }`;

const contradictory = (type: string, imports: string, custom: string): Uint8Array => {
  const message = `message M { ${type} a = 1 ${custom}; E e = 2; map<string, int32> m = 3; } enum E { Z = 0; }`;
  return compileImage({ "acme.proto": options, "x.proto": proto(imports, message) });
};

/** With custom options buf reads an image again after it has read it, and finds other faults than without. */
const variants = {
  "with custom options": ['import "acme.proto"; import "buf/validate/validate.proto";', '[(acme.scope) = "x"]'],
  "without them": ["", ""],
} as const;

for (const [variant, [imports, custom]] of Object.entries(variants)) {
  const images = { before: contradictory("int32", imports, custom), after: contradictory("string", imports, custom) };
  for (const { name, edit, exitCode } of contradictions) {
    // Without a definition a custom option is bytes that nobody looks into.
    const isOpaque = custom === "" && name.startsWith("an option");
    test(`images ${variant}, and ${name}: a break never passes because of it`, async () => {
      const damage = (image: Uint8Array): Uint8Array => {
        return edited(image, (files) => {
          for (const file of files) if (file.name === "x.proto") edit(file);
          return files;
        });
      };
      for (const [side, before, after] of [
        ["head", images.before, damage(images.after)],
        ["base", damage(images.before), images.after],
      ] as const) {
        const run = await compareImages(before, after);
        const expected = isOpaque ? [1, 2] : [exitCode];
        expect({ side, isExpected: expected.includes(run.exitCode) }).toEqual({ side, isExpected: true });
        expect(run.stderr).toMatch(run.exitCode === 1 ? /^$/ : /^breakwater: [^]*[^:\s]\n$/);
        expect(run.stderr).not.toMatch(/internal error|^ {4}at /m);
      }
    });
  }
}

test("custom options without a definition are no obstacle", async () => {
  const acme = `syntax = "proto2"; package acme; import "google/protobuf/descriptor.proto";
    extend google.protobuf.FieldOptions { optional string scope = 50001; }`;
  const image = (type: string): Uint8Array => {
    const text = proto('import "acme.proto";', `message M { ${type} a = 1 [(acme.scope) = "x"]; }`);
    return edited(compileImage({ "acme.proto": acme, "x.proto": text }), (files) => {
      const own = files.find(({ name }) => name === "x.proto");
      return own === undefined ? [] : [{ ...own, dependency: [] }];
    });
  };
  const { exitCode, stdout } = await compareImages(image("int32"), image("string"));
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ findings: [{ rule: "FIELD_SAME_TYPE", element: "x.v1.M.a" }] });
  expect((await compareImages(image("int32"), image("int32"))).exitCode).toBe(0);
});
