import type { DescField, DescFile, DescMessage, DescOneof } from "@bufbuild/protobuf";
import { exportedNames, namesOf } from "../typescript/exported-names.ts";
import { fieldProperty, plainType } from "../typescript/field-property.ts";

/** The exports that our model says a generated file has, one statement each, with every space that may be left out. */
export function predictedStatements(file: DescFile): string[] {
  return [...exportedNames(file)]
    .flatMap(([element, { type = "", constant }]) => {
      switch (element.kind) {
        case "file":
        case "extension":
          return [`const ${constant}`];
        case "message":
          return [`type ${type} = Message<"${element.typeName}"> & { ${members(element)} }`, `const ${constant}`];
        case "enum": {
          const values = element.values.map(({ localName, number }) => `${localName} = ${number},`);
          return [`enum ${type} { ${values.join(" ")} }`, `const ${constant}`];
        }
        case "service": {
          const methods = element.methods.map(({ localName, methodKind, input, output }) => {
            const types = `input: typeof ${namesOf(input).constant}; output: typeof ${namesOf(output).constant};`;
            return `${localName}: { methodKind: "${methodKind}"; ${types} },`;
          });
          return [`const ${constant}: GenService<{ ${methods.join(" ")} }>`];
        }
      }
    })
    .map(normalise);
}

function members(message: DescMessage): string {
  return message.members.map((member) => (member.kind === "oneof" ? oneofText(member) : fieldText(member))).join(" ");
}

function fieldText(field: DescField): string {
  const { name, type, isOptional } = fieldProperty(field);
  return isOptional ? `${name}?: ${plainType(type)} | undefined;` : `${name}: ${plainType(type)};`;
}

function oneofText({ localName, fields }: DescOneof): string {
  const cases = fields.map((field) => {
    const { oneofCase, type } = fieldProperty(field);
    return `{ value: ${plainType(type)}; case: "${oneofCase}"; }`;
  });
  return `${localName}: ${[...cases, "{ case: undefined; value?: undefined }"].join(" | ")};`;
}

/** The same of what protoc-gen-es wrote: without comments and imports, and with imported types by their own names. */
export function actualStatements(declarations: string): string[] {
  let text = declarations.replaceAll(/\/\*[^]*?\*\/|^\/\/.*$/gm, "");
  for (const [, name = "", alias = ""] of text.matchAll(/([\w$]+) as ([\w$]+)/g)) {
    text = text.replaceAll(new RegExp(`(?<![\\w$])${alias.replaceAll("$", "\\$")}(?![\\w$])`, "g"), () => name);
  }
  const [, ...statements] = text.split(/^export /m);
  return statements.map((statement) => {
    const plain = normalise(statement.replace(/^declare /, "").replace(/;\s*$/, ""));
    // What describes a message, an enum or an extension has a type that the model says nothing about.
    return /^const [^:]*: Gen(?!Service)/.test(plain) ? plain.replace(/:.*$/, "") : plain;
  });
}

function normalise(statement: string): string {
  return statement
    .replaceAll(/\s+/g, " ")
    .replaceAll(/\{ +\}/g, "{ }")
    .trim();
}
