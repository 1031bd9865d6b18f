import type { DescEnum } from "@bufbuild/protobuf";
import type { UnconfirmedWitness } from "../witness.ts";
import type { ExportedElement } from "./exported-names.ts";
import { Program } from "./program.ts";

/** Which export of an element to use, and what has its name now. */
export interface Use {
  readonly what: "type" | "constant";
  readonly now: ExportedElement | undefined;
}

/** A program that uses an export of an element in a way in which no other element's export can be used. */
export function useOfExport(element: ExportedElement, { what, now }: Use): UnconfirmedWitness {
  const program = new Program();
  if (what === "type" && element.kind === "message") {
    const type = program.type(element);
    const name = `export const name: "${element.typeName}" = message.$typeName;`;
    return program.witness(`declare const message: ${type};`, name);
  }
  if (what === "type" && element.kind === "enum") {
    return program.witness(`export const value = ${program.type(element)}.${ownMember(element, now)};`);
  }
  const constant = program.constant(element);
  if (element.kind === "message") {
    return program.witness(`export const name: "${element.typeName}" = ${constant}.typeName;`);
  }
  return program.witness(`export const value = ${constant}.${ownProperty[element.kind]};`);
}

/** A member that tells an enum from what has its name now. */
function ownMember({ values }: DescEnum, now: ExportedElement | undefined): string {
  const others = now?.kind === "enum" ? now.values.map(({ localName }) => localName) : [];
  const own = values.find(({ localName }) => !others.includes(localName)) ?? values[0];
  return own?.localName ?? "";
}

/** A property that only the description of this kind of element has. */
const ownProperty = { file: "messages", enum: "value", service: "method", extension: "extendee" } as const;
