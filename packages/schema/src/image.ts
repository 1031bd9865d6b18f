import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/**
 * buf's image format is a FileDescriptorSet with one extra message field per file, number 8042, whose field 1 tells
 * whether the file is only an import (https://buf.build/docs/reference/images/). Imports are not checked.
 */
const bufExtensionNumber = 8042;
const isImportNumber = 1;

/** Decodes an image or FileDescriptorSet. */
export function decodeImage(bytes: Uint8Array): FileDescriptorSet {
  return fromBinary(FileDescriptorSetSchema, bytes);
}

/** Whether a file of an image is an import and not itself a subject of checks. */
export function isImport(file: FileDescriptorProto): boolean {
  const field = file.$unknown?.findLast(({ no }) => no === bufExtensionNumber);
  if (field === undefined) return false;
  const reader = new BinaryReader(new BinaryReader(field.data).bytes());
  while (reader.pos < reader.len) {
    const [no, wireType] = reader.tag();
    if (no === isImportNumber && wireType === WireType.Varint) return reader.bool();
    reader.skip(wireType, no);
  }
  return false;
}

/**
 * Encodes an image in which the files that `isTarget` accepts are subjects of checks and all others are imports.
 * Without any target the image gets one empty file, since buf refuses an image without files.
 */
export function encodeImage(image: FileDescriptorSet, isTarget: (importPath: string) => boolean): Uint8Array {
  const file = image.file.map((descriptor) => (isTarget(descriptor.name) ? descriptor : markAsImport(descriptor)));
  if (!file.some(({ name }) => isTarget(name))) file.push(emptyFile);
  return toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file }));
}

/** Name of the file that stands in for "no files"; no schema of a person has it. */
const emptyFileName = "breakwater/empty.proto";

const emptyFile = create(FileDescriptorProtoSchema, { name: emptyFileName, syntax: "proto3" });

function markAsImport(file: FileDescriptorProto): FileDescriptorProto {
  // Fields of one message that come twice are merged, the last value wins: so the rest of buf's message is kept.
  const extension = new BinaryWriter().tag(isImportNumber, WireType.Varint).bool(true).finish();
  const data = new BinaryWriter().bytes(extension).finish();
  const unknown = [...(file.$unknown ?? []), { no: bufExtensionNumber, wireType: WireType.LengthDelimited, data }];
  return { ...file, $unknown: unknown };
}
