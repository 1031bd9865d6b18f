import { BinaryReader, WireType, getTextEncoding } from "@bufbuild/protobuf/wire";
import { type FieldRange, splitFields } from "./split-fields.ts";

/** An encoded FileDescriptorProto, with what can be told of it without decoding it. */
export interface FileHeader {
  /** Import path. */
  readonly name: string;
  /** Import paths of what it imports, options included. */
  readonly dependencies: readonly string[];
  /** Whether buf has marked it as an import, which is not a subject of checks. */
  readonly isImport: boolean;
  /** Whether it defines an RPC. */
  readonly hasRpc: boolean;
  readonly bytes: Uint8Array;
  /** Where its positions and comments are; `tag` is where the field starts. */
  readonly sources: FieldRange | undefined;
}

// Field numbers of google.protobuf.FileDescriptorProto, and buf's own.
const name = 1;
const dependency = 3;
const service = 6;
const sourceCodeInfo = 9;
const optionDependency = 15;
const bufExtension = 8042;

/**
 * Reads the outermost fields of a file descriptor.
 * @throws when the bytes are no message, or the file has no name
 */
export function headerOf(bytes: Uint8Array): FileHeader {
  const fields = splitFields(bytes);
  const textsOf = (...numbers: readonly number[]): string[] => {
    return fields.filter(({ number }) => numbers.includes(number)).map((field) => textOf(bytes, field));
  };
  const path = textsOf(name).at(-1);
  if (path === undefined) throw new Error("a file of the image has no name");
  const marks = fields.filter(({ number }) => number === bufExtension);
  const sources = fields.filter(({ number }) => number === sourceCodeInfo);
  // Two would have to be merged; nothing writes that.
  if (sources.length > 1) throw new Error(`${path} has its source positions twice`);
  return {
    name: path,
    dependencies: textsOf(dependency, optionDependency),
    isImport: marks.some(({ start, end }) => isImportMark(bytes.subarray(start, end))),
    hasRpc: fields.some(({ number, start, end }) => number === service && hasMethod(bytes.subarray(start, end))),
    bytes,
    sources: sources[0],
  };
}

function textOf(bytes: Uint8Array, { start, end, wireType }: FieldRange): string {
  if (wireType !== WireType.LengthDelimited) throw new Error("a file of the image has a name that is no text");
  return getTextEncoding().decodeUtf8(bytes.subarray(start, end), true);
}

// ServiceDescriptorProto.method is 2.
function hasMethod(bytes: Uint8Array): boolean {
  return splitFields(bytes).some(({ number }) => number === 2);
}

function isImportMark(bytes: Uint8Array): boolean {
  const field = splitFields(bytes).findLast(({ number, wireType }) => number === 1 && wireType === WireType.Varint);
  return field !== undefined && new BinaryReader(bytes.subarray(field.start, field.end)).bool();
}
