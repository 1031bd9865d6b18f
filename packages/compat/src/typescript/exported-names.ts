import type { DescEnum, DescExtension, DescFile, DescMessage, DescService } from "@bufbuild/protobuf";
import { wktPublicImportPaths } from "@bufbuild/protobuf/codegenv2";
import { nestedTypes } from "@bufbuild/protobuf/reflect";
import { reservedWords } from "./reserved-words.ts";

/** What protoc-gen-es exports something for. */
export type ExportedElement = DescFile | DescMessage | DescEnum | DescService | DescExtension;

/** Under which names a generated file exports an element. */
export interface ExportedNames {
  /** The type of a message, or the enum, which is a type and a value; undefined for everything else. */
  readonly type: string | undefined;
  /** The constant that describes the element: "OrderSchema" of a message or enum, "Shop" of a service. */
  readonly constant: string;
}

const known = new WeakMap<DescFile, ReadonlyMap<ExportedElement, ExportedNames>>();

/**
 * The names that protoc-gen-es 2 exports for a file. Names have no package, and "_" for the dots of nesting, so that two
 * elements may want the same one: the first in the file gets it, the next ones get it with "$", "$1", "$2", …. Types are
 * named before constants.
 */
export function exportedNames(file: DescFile): ReadonlyMap<ExportedElement, ExportedNames> {
  const names = known.get(file) ?? nameAll(file);
  known.set(file, names);
  return names;
}

/** The file that something is exported for. */
export function fileOf(element: ExportedElement): DescFile {
  return element.kind === "file" ? element : element.file;
}

/** The names of one element. */
export function namesOf(element: ExportedElement): ExportedNames {
  const names = exportedNames(fileOf(element)).get(element);
  if (names === undefined) throw new Error(`${element.toString()} is not in the file that it names`);
  return names;
}

/** Where code imports from what is generated for a file: relative to the output folder, or the runtime's own package. */
export function moduleOf(file: DescFile): string {
  return new Map(Object.entries(wktPublicImportPaths)).get(file.proto.name) ?? `./${file.name}_pb.js`;
}

function nameAll(file: DescFile): Map<ExportedElement, ExportedNames> {
  const taken = new Set<string>();
  const types = new Map<ExportedElement, string>();
  const elements = [...nestedTypes(file)];
  for (const element of elements) {
    if (hasType(element)) types.set(element, take(plainName(element), taken));
  }
  return new Map(
    [file, ...elements].map((element) => {
      const wanted = hasType(element) ? `${plainName(element)}Schema` : plainName(element);
      return [element, { type: types.get(element), constant: take(wanted, taken) }];
    }),
  );
}

function hasType({ kind }: ExportedElement): boolean {
  return kind === "message" || kind === "enum";
}

function plainName(element: ExportedElement): string {
  if (element.kind === "file") return `file_${element.name.replaceAll(/[^a-zA-Z0-9_]+/g, "_")}`;
  const { package: packageName } = element.file.proto;
  const name = packageName === "" ? element.typeName : element.typeName.slice(packageName.length + 1);
  return name.replaceAll(".", "_");
}

function take(wanted: string, taken: Set<string>): string {
  for (let attempt = 0; ; attempt += 1) {
    const salted = `${wanted}${attempt === 0 ? "" : attempt === 1 ? "$" : `$${attempt - 1}`}`;
    const name = reservedWords.has(salted) ? `${salted}$` : salted;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
