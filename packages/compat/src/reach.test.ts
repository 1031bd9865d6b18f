import { create, fromBinary } from "@bufbuild/protobuf";
import { DescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { WireType } from "@bufbuild/protobuf/wire";
import { Image, type ModelKey, SchemaSet } from "@breakwater/schema";
import { type Files, compileImage } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { type Breaks, Reach, type Use, whoBreaks } from "./reach.ts";
import { compileSchemas } from "./testing/compile-schemas.ts";

const neither: Use = { request: false, response: false };
const request: Use = { request: true, response: false };
const response: Use = { request: false, response: true };
const both: Use = { request: true, response: true };

interface Case {
  readonly name: string;
  /** What follows `syntax` and `package a.v1`; imports aside, which come first. */
  readonly proto: string;
  readonly imports?: readonly string[];
  readonly files?: Files;
  readonly uses: Readonly<Partial<Record<ModelKey, Use>>>;
}

const proto = (body: string, imports: readonly string[] = []): string => {
  return ['syntax = "proto3";', "package a.v1;", ...imports.map((path) => `import "${path}";`), body].join("\n");
};

const cases: readonly Case[] = [
  {
    name: "requests and responses, and what is in them",
    proto: `service S { rpc Get(Req) returns (Res); } message Req { Both b = 1; Kind k = 2; } message Res { Both b = 1; }
      message Both { int32 x = 1; oneof choice { int32 y = 2; } } enum Kind { ZERO = 0; } message Alone { int32 x = 1; }`,
    uses: {
      "message a.v1.Req": request,
      "message a.v1.Res": response,
      "message a.v1.Both": both,
      "field a.v1.Both.x": both,
      "oneof a.v1.Both.choice": both,
      "enum a.v1.Kind": request,
      "enum value a.v1.Kind.ZERO": request,
      "message a.v1.Alone": neither,
      "field a.v1.Alone.x": neither,
      "message a.v1.NotThere": neither,
    },
  },
  {
    name: "calling an RPC is a request, whatever it answers",
    proto: "service S { rpc Get(M) returns (M); } message M {} message Alone {}",
    uses: {
      "rpc a.v1.S.Get": request,
      "service a.v1.S": request,
      "rpc a.v1.S.Gone": neither,
      "file a.proto": both,
      "package a.v1": both,
      "package a.v2": neither,
    },
  },
  {
    name: "a file or package is used as what is in it",
    proto: "service S { rpc Get(b.v1.M) returns (Res); } message Res {}",
    imports: ["b.proto"],
    files: {
      "b.proto": 'syntax = "proto3"; package b.v1; message M {}',
      "c.proto": 'syntax = "proto3"; package c.v1; message M {}',
    },
    uses: {
      "file a.proto": both,
      "file b.proto": request,
      "package b.v1": request,
      "file c.proto": neither,
      "package c.v1": neither,
    },
  },
  {
    name: "streams",
    proto: `service S { rpc Up(stream Req) returns (Empty); rpc Down(Empty) returns (stream Res); }
      message Req {} message Res {} message Empty {}`,
    uses: { "message a.v1.Req": request, "message a.v1.Res": response, "message a.v1.Empty": both },
  },
  {
    name: "map values and members of oneofs",
    proto: `service S { rpc Get(Req) returns (Res); } message Req { map<string, Value> values = 1; map<int32, Kind> kinds = 2; }
      message Value {} enum Kind { ZERO = 0; } message Res { oneof one { A a = 1; B b = 2; } } message A {} message B {}`,
    uses: {
      "message a.v1.Value": request,
      "field a.v1.Req.values": request,
      "enum a.v1.Kind": request,
      "message a.v1.A": response,
      "message a.v1.B": response,
    },
  },
  {
    name: "a nested message is used when it is referred to, not because of where it stands",
    proto: `service S { rpc Get(Req) returns (Req.Res); } message Req { message Res {} message Idle { int32 x = 1; } }`,
    uses: { "message a.v1.Req.Res": response, "message a.v1.Req.Idle": neither, "field a.v1.Req.Idle.x": neither },
  },
  {
    name: "messages that contain themselves and each other",
    proto: `service S { rpc Get(Tree) returns (A); } message Tree { repeated Tree children = 1; }
      message A { B b = 1; } message B { A a = 1; C c = 2; } message C {}`,
    uses: { "message a.v1.Tree": request, "message a.v1.C": response },
  },
  {
    name: "extensions of a message, and what they hold",
    proto: "service S { rpc Get(ext.v1.Base) returns (Res); } message Res {}",
    imports: ["ext.proto"],
    files: {
      "ext.proto": `syntax = "proto2"; package ext.v1; message Base { extensions 100 to 200; } message Idle { extensions 1; }`,
      "more.proto": `syntax = "proto2"; package more.v1; import "ext.proto";
        extend ext.v1.Base { optional More more = 100; } message More {}
        message Scope { extend ext.v1.Base { optional int32 count = 101; } }
        extend ext.v1.Idle { optional Unused unused = 1; } message Unused {}`,
    },
    uses: {
      "extension more.v1.more": request,
      "message more.v1.More": request,
      "extension more.v1.Scope.count": request,
      "message more.v1.Scope": neither,
      "extension more.v1.unused": neither,
      "message more.v1.Unused": neither,
    },
  },
  {
    name: "the results of long-running operations, by short, relative and full names",
    imports: ["google/longrunning/operations.proto"],
    proto: `message In {} message Short {} message Scoped { message Inner {} } message Full {} message Idle {}
      service S {
        rpc A(In) returns (google.longrunning.Operation) {
          option (google.longrunning.operation_info) = { response_type: "Short", metadata_type: "v1.Scoped.Inner" };
        }
        rpc B(In) returns (google.longrunning.Operation) {
          option (google.longrunning.operation_info) = { response_type: "a.v1.Full", metadata_type: "NotThere" };
        }
      }`,
    uses: {
      "message a.v1.In": request,
      "message a.v1.Short": response,
      "message a.v1.Scoped.Inner": response,
      "message a.v1.Scoped": neither,
      "message a.v1.Full": response,
      "message a.v1.Idle": neither,
    },
  },
];

for (const { name, proto: body, imports, files = {}, uses } of cases) {
  test(`reach: ${name}`, () => {
    const reach = new Reach(compileSchemas({ ...files, "a.proto": proto(body, imports) }));
    const expected = Object.entries(uses);
    // Keys of an object literal are typed as strings by Object.entries.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    expect(expected.map(([key]) => [key, reach.useOf(key as ModelKey)])).toEqual(expected);
  });
}

test("reach: through a file that is an import itself", () => {
  const set = fromBinary(
    FileDescriptorSetSchema,
    compileImage({
      "a.proto": proto("service S { rpc Get(b.v1.M) returns (Res); } message Res {}", ["b.proto"]),
      "b.proto": 'syntax = "proto3"; package b.v1; import "c.proto"; message M { c.v1.Deep deep = 1; }',
      "c.proto": 'syntax = "proto3"; package c.v1; message Deep {}',
    }),
  );
  // Field 8042, whose field 1 is true: buf's mark of an import.
  const mark = { no: 8042, wireType: WireType.LengthDelimited, data: new Uint8Array([2, 8, 1]) };
  for (const file of set.file) if (file.name === "b.proto") file.$unknown = [mark];
  const schemas = new SchemaSet(Image.of(set));
  expect([...schemas.index.files.keys()].toSorted()).toEqual(["a.proto", "c.proto"]);
  expect(new Reach(schemas).useOf("message c.v1.Deep")).toEqual(request);
});

test("reach: a chain of 1,000 messages, and messages nested 1,000 deep", () => {
  const names = Array.from({ length: 1000 }, (_, index) => `M${index}`);
  const chain = names.map((name, index) => `message ${name} { ${index === 999 ? "" : `M${index + 1} next = 1;`} }`);
  const service = "service S { rpc Get(M0) returns (Res); } message Res {}";
  const long = new Reach(compileSchemas({ "a.proto": proto([service, ...chain].join("\n")) }));
  expect(long.useOf("message a.v1.M999")).toEqual(request);

  // buf refuses more than 32 levels; a descriptor set of another compiler may have them.
  let message = create(DescriptorProtoSchema, { name: "M999" });
  for (const name of names.toReversed().slice(1))
    message = create(DescriptorProtoSchema, { name, nestedType: [message] });
  const innermost = ["a.v1", ...names].join(".");
  const method = [{ name: "Get", inputType: `.${innermost}`, outputType: ".a.v1.M0" }];
  const file = {
    name: "a.proto",
    package: "a.v1",
    syntax: "proto3",
    messageType: [message],
    service: [{ name: "S", method }],
  };
  const deep = new Reach(new SchemaSet(Image.of(create(FileDescriptorSetSchema, { file: [file] }))));
  expect(deep.useOf(`message ${innermost}`)).toEqual(request);
});

const flows: readonly ["old-to-new", "new-to-old"] = ["old-to-new", "new-to-old"];

test("who breaks follows from where the old side, the new side or an earlier release uses it", () => {
  const at = (service: string): Reach => {
    return new Reach(compileSchemas({ "a.proto": proto(`${service} message M {} message N {}`) }));
  };
  const none = at("");
  const asRequest = at("service S { rpc Get(M) returns (N); }");
  const asResponse = at("service S { rpc Get(N) returns (M); }");
  const keys = { before: "message a.v1.M", after: "message a.v1.M" } as const;
  const who = (before: Reach, after: Reach, ...history: Reach[]): Breaks[][] => {
    return flows.map((flow) => whoBreaks([flow], { before, after, history }, keys));
  };
  expect(who(none, none)).toEqual([["stored data"], ["stored data"]]);
  expect(who(asRequest, none)).toEqual([["callers"], ["servers"]]);
  expect(who(none, asResponse)).toEqual([["servers"], ["callers"]]);
  expect(who(asRequest, asResponse)).toEqual([
    ["callers", "servers"],
    ["callers", "servers"],
  ]);
  expect(who(none, none, asRequest)).toEqual([["callers"], ["servers"]]);
  expect(who(none, none, none, asResponse)).toEqual([["servers"], ["callers"]]);
  const added = { before: undefined, after: "message a.v1.M" } as const;
  expect(whoBreaks(["old-to-new"], { before: asRequest, after: none, history: [] }, added)).toEqual(["stored data"]);
  expect(whoBreaks([], { before: asRequest, after: none, history: [] }, keys)).toEqual([]);
});

test("what nothing refers to may be stored, and may travel in an Any where an RPC carries one", () => {
  const at = (carrier: string): Reach => {
    const body = `${carrier} message Idle {} message Holder { google.protobuf.Any any = 1; } message M {}`;
    return new Reach(compileSchemas({ "a.proto": proto(body, ["google/protobuf/any.proto"]) }));
  };
  const keys = { before: "message a.v1.Idle", after: "message a.v1.Idle" } as const;
  const who = (before: Reach, after: Reach): Breaks[] => whoBreaks(flows, { before, after, history: [] }, keys);
  const unused = at("");
  expect(who(unused, unused)).toEqual(["stored data"]);
  expect(who(unused, at("service S { rpc Get(Holder) returns (M); }"))).toEqual(["stored data or Any"]);
  expect(who(at("service S { rpc Get(M) returns (Holder); }"), unused)).toEqual(["stored data or Any"]);
});
