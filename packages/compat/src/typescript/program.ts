import type { DescEnum, DescMessage } from "@bufbuild/protobuf";
import type { UnconfirmedWitness } from "../witness.ts";
import { type ExportedElement, fileOf, moduleOf, namesOf } from "./exported-names.ts";
import { type TypeText, jsonObject } from "./field-property.ts";

/**
 * A program of at most four lines that imports from generated code as it is on the old side. It lies in the output
 * folder of protoc-gen-es, so that the module of "a/v1/a.proto" is "./a/v1/a_pb.js".
 */
export class Program {
  private readonly imports = new Map<string, string[]>();
  private readonly taken = new Set<string>();

  /** Imports the type of a message or an enum and gives the name that it has in this program. */
  type(element: DescMessage | DescEnum): string {
    return this.import(moduleOf(element.file), namesOf(element).type ?? element.name);
  }

  /** Imports the constant of an element and gives its name in this program. */
  constant(element: ExportedElement): string {
    return this.import(moduleOf(fileOf(element)), namesOf(element).constant);
  }

  /** The text of a type with everything in it imported. */
  typeText(type: TypeText): string {
    return type.map((part) => (typeof part === "string" ? this.runtimeType(part) : this.type(part))).join("");
  }

  /** A witness that a compiler has yet to confirm: the imports, and then these lines. */
  witness(...lines: readonly string[]): UnconfirmedWitness {
    const imports = [...this.imports].map(([module, names]) => `import { ${names.join(", ")} } from "${module}";`);
    return { confirmed: false, reason: "no compiler has run the program", program: [...imports, ...lines].join("\n") };
  }

  private runtimeType(text: string): string {
    return text === jsonObject ? this.import("@bufbuild/protobuf", text) : text;
  }

  private import(module: string, name: string): string {
    const names = this.imports.get(module) ?? [];
    this.imports.set(module, names);
    if (names.includes(name)) return name;
    // Types of two packages may have the same name.
    const isTaken = this.taken.has(name);
    const local = isTaken ? `Other${name}` : name;
    const specifier = isTaken ? `${name} as ${local}` : name;
    if (!names.includes(specifier)) names.push(specifier);
    this.taken.add(name);
    return local;
  }
}
