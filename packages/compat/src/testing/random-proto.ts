import {
  type Arbitrary,
  array,
  boolean,
  constantFrom,
  integer,
  option,
  record,
  subarray,
  tuple,
  uniqueArray,
} from "fast-check";

// Names that clash once they have no dots, with each other or with what is generated for them.
const typeNames = ["Foo", "Bar", "Foo_Bar", "FooSchema", "FooSchemaSchema", "Bar_Foo_Bar", "Schema", "Foo_Schema"];
const reserved = ["Object", "string", "Message", "JsonObject", "Partial", "file_x_v0_x", "GenMessage"];
const enumNames = ["Kind", "KindSchema", "OtherKind", "Foo_Kind", "HTTPKind", "class"];
const fieldNames = [
  "id",
  "foo_bar",
  "constructor",
  "to_string",
  "value_of",
  "UPPER_CASE",
  "a1_b2",
  "case",
  "x__y",
  "_z",
];
const scalars = ["int32", "uint64", "sint64", "fixed32", "bool", "string", "bytes", "double"];
const wellKnown = ["Struct", "Value", "ListValue", "Timestamp", "Any", "StringValue", "Int64Value", "BytesValue"];

interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  /** Which of the file's own types it has, if it has one. */
  readonly own: number | undefined;
  readonly isText: boolean;
}

const randomField = record<Field>({
  name: constantFrom(...fieldNames),
  label: constantFrom("", "", "optional", "repeated", "map<string>", "map<sint32>", "oneof"),
  type: constantFrom(...scalars, ...wellKnown.map((name) => `google.protobuf.${name}`)),
  own: option(integer({ min: 0, max: 50 }), { nil: undefined }),
  isText: boolean(),
});

interface Enum {
  readonly name: string;
  /** How each value begins; only the enum's own name is a prefix that all can share. */
  readonly prefixes: readonly string[];
}

const enumeration = record<Enum>({
  name: constantFrom(...enumNames),
  prefixes: array(constantFrom("own", "own", "own", "own digit", "other"), { minLength: 1, maxLength: 3 }),
});

interface Type {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly enums: readonly Enum[];
  readonly nested: readonly Type[];
}

function message(depth: number): Arbitrary<Type> {
  const byName = { selector: ({ name }: { readonly name: string }): string => name };
  return record<Type>({
    name: constantFrom(...typeNames, ...reserved),
    fields: uniqueArray(randomField, { ...byName, maxLength: 6 }),
    enums: uniqueArray(enumeration, { ...byName, maxLength: 2 }),
    nested: depth === 0 ? constantFrom([]) : uniqueArray(message(depth - 1), { ...byName, maxLength: 3 }),
  });
}

/** Text of a schema file, but for its package, whose name it is told. */
export type RandomProto = (packageName: string) => string;

/** Schema files full of names that clash in TypeScript, and of every kind of field. */
export const randomProtos: Arbitrary<RandomProto> = tuple(
  uniqueArray(message(2), { selector: ({ name }) => name, minLength: 1, maxLength: 5 }),
  uniqueArray(enumeration, { selector: ({ name }) => name, maxLength: 2 }),
  subarray(["Get", "ToString", "constructor", "list_all", "X"]),
  constantFrom("proto2", "proto3"),
).map(([messages, enums, methods, syntax]) => (packageName) => {
  return new Writer(packageName, syntax === "proto3").file(messages, enums, methods);
});

class Writer {
  private readonly packageName: string;
  private readonly isProto3: boolean;
  private readonly messages: string[] = [];
  private readonly enums: string[] = [];
  private values = 0;

  constructor(packageName: string, isProto3: boolean) {
    this.packageName = packageName;
    this.isProto3 = isProto3;
  }

  file(messages: readonly Type[], enums: readonly Enum[], methods: readonly string[]): string {
    for (const type of messages) this.collect(type, this.packageName);
    this.enums.push(...enums.map(({ name }) => `.${this.packageName}.${name}`));
    const [first = ""] = this.messages;
    const rpcs = methods.map((name) => `rpc ${name}(${first}) returns (stream ${first});`);
    const imports = ["any", "struct", "timestamp", "wrappers"].map((name) => `import "google/protobuf/${name}.proto";`);
    return [
      `syntax = "${this.isProto3 ? "proto3" : "proto2"}"; package ${this.packageName};`,
      ...imports,
      ...messages.map((type) => this.message(type)),
      ...enums.map((type) => this.enumeration(type)),
      `service Foo_Bar_Service { ${rpcs.join(" ")} }`,
      ...(this.isProto3
        ? []
        : [`message Extended { extensions 1 to 9; } extend Extended { optional int32 BarSchema = 1; }`]),
    ].join("\n");
  }

  private collect({ name, nested, enums }: Type, scope: string): void {
    this.messages.push(`.${scope}.${name}`);
    this.enums.push(...enums.map((type) => `.${scope}.${name}.${type.name}`));
    for (const type of nested) this.collect(type, `${scope}.${name}`);
  }

  private message(type: Type): string {
    const fields = type.fields.map((field, index) => this.field(field, index + 1));
    const cases = fields.filter((_, index) => type.fields[index]?.label === "oneof");
    const others = fields.filter((text) => !cases.includes(text));
    const oneof = cases.length === 0 ? [] : [`oneof pick_one { ${cases.join(" ")} }`];
    const inner = [
      ...type.nested.map((nested) => this.message(nested)),
      ...type.enums.map((item) => this.enumeration(item)),
    ];
    return `message ${type.name} { ${[...inner, ...others, ...oneof].join(" ")} }`;
  }

  private field({ name, label, type, own, isText }: Field, number: number): string {
    const types = [...this.messages, ...this.enums];
    const text = own === undefined ? type : (types[own % types.length] ?? type);
    const textOption = isText && text.endsWith("int64") ? " [jstype = JS_STRING]" : "";
    if (label.startsWith("map")) return `${label.replace(">", "")}, ${text}> ${name} = ${number};`;
    const written = label === "oneof" ? "" : label === "" && !this.isProto3 ? "optional" : label;
    return `${written} ${text} ${name} = ${number}${textOption};`;
  }

  // Values are named beside their enum, so that each number makes a name that no other one has.
  private enumeration({ name, prefixes }: Enum): string {
    const own = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
    const values = prefixes.map((prefix, index) => {
      this.values += 1;
      const start = prefix === "own" ? `${own}_V` : prefix === "own digit" ? `${own}_` : "LONE_";
      return `${start}${this.values} = ${index};`;
    });
    return `enum ${name} { ${values.join(" ")} }`;
  }
}
