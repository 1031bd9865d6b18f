import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type DescFile, create, createFileRegistry, fromBinary, toJson } from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { file_buf_validate_validate } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { printProto } from "./print-proto.ts";

/** Compiles one proto file with buf. */
function compile(path: string, text: string): DescFile {
  using folder = temporaryFolder();
  mkdirSync(dirname(join(folder.path, path)), { recursive: true });
  writeFileSync(join(folder.path, path), text);
  const image = join(folder.path, "image.binpb");
  const args = ["build", "--exclude-source-info", "--output", image];
  const { status, stderr } = spawnSync("buf", args, { cwd: folder.path, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(image)));
  const file = registry.getFile(path);
  if (file === undefined) throw new Error(`the image has no ${path}`);
  return file;
}

function proto2(lines: string): DescFile {
  return compile("a.proto", `syntax = "proto2";\npackage a;\n${lines}`);
}

/** All that a file declares, extensions as bytes, without what is told by being absent. */
function content(proto: FileDescriptorProto): unknown {
  return toJson(FileDescriptorProtoSchema, create(FileDescriptorProtoSchema, { ...proto, syntax: "" }));
}

test("validate.proto, printed and compiled, is what protovalidate carries", () => {
  const original = file_buf_validate_validate;
  const rebuilt = compile("buf/validate/validate.proto", printProto(original));
  expect(content(rebuilt.proto)).toEqual(content(original.proto));
  expect(rebuilt.messages.length).toBeGreaterThan(20);
});

const printable: Record<string, string> = {
  "labels and scalar types": "message M { required int32 a = 1; optional bytes b = 2; repeated sfixed64 c = 3; }",
  defaults:
    'message M { optional int32 a = 1 [default = -5]; optional string b = 2 [default = "\\"x\\""]; optional bool c = 3 [default = true]; }',
  oneofs: "message M { optional int32 a = 1; oneof choice { string b = 2; M c = 3; } oneof other { bool d = 4; } }",
  "nested types and enums": "message M { message N { optional E e = 1; } enum E { A = 0; B = -1; } optional N n = 1; }",
  "reserved and extension ranges":
    'message M { reserved 2, 5 to 7; reserved "old"; extensions 100 to 199, 1000 to max; }',
  "enums with aliases and reservations":
    'enum E { option allow_alias = true; A = 0; B = 0; reserved 5 to 9; reserved "OLD"; }',
  extensions:
    "message M { extensions 100 to max; }\nextend M { optional string note = 100; repeated int32 ids = 101 [packed = true]; }",
  "options of files and fields":
    'option java_package = "x";\noption go_package = "y";\nmessage M { optional int32 a_b = 1 [deprecated = true]; }',
  "options of messages, oneofs, enums and values":
    "message M { option deprecated = true; oneof c { int32 a = 1; } }\nenum E { option deprecated = true; A = 0 [deprecated = true]; }",
  "JSON names": 'message M { optional int32 a_b = 1 [json_name = "z"]; optional int32 c_d1 = 2; }',
};

for (const [what, lines] of Object.entries(printable)) {
  test(`${what} survive printing`, () => {
    const original = proto2(lines);
    expect(content(compile("a.proto", printProto(original)).proto)).toEqual(content(original.proto));
  });
}

const refused: [what: string, file: () => DescFile, message: RegExp][] = [
  ["proto3", () => compile("a.proto", 'syntax = "proto3";\npackage a;\n'), /a\.proto: only proto2/],
  ["a service", () => proto2("message M {}\nservice S { rpc R(M) returns (M); }"), /a\.proto: services cannot/],
  ["a map", () => proto2("message M { map<string, int32> counts = 1; }"), /CountsEntry: maps cannot/],
  [
    "an option of an extension range",
    () => proto2("message M { extensions 100 to 199 [verification = UNVERIFIED]; }"),
    /M: options of extension ranges cannot/,
  ],
  ["a group", () => proto2("message M { optional group G = 1 { optional int32 a = 1; } }"), /g: groups cannot/],
];

for (const [what, file, message] of refused) {
  test(`${what} is refused rather than left out`, () => {
    const input = file();
    expect(() => printProto(input)).toThrow(message);
  });
}
