import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
  type SourceCodeInfo,
  SourceCodeInfoSchema,
} from "@bufbuild/protobuf/wkt";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { type FileHeader, headerOf } from "./file-header.ts";
import { outlineOf } from "./outline.ts";
import { reachable } from "./reachable.ts";
import { splitFields } from "./split-fields.ts";

/**
 * buf's image format is a FileDescriptorSet with one extra message field per file, number 8042, whose field 1 tells
 * whether the file is only an import (https://buf.build/docs/reference/images/). Imports are not checked.
 */
const bufExtensionNumber = 8042;
const isImportNumber = 1;

/** FileDescriptorSet.file */
const fileNumber = 1;

/** Which files of an image to write, and how. */
export interface EncodeOptions {
  /** Import paths of the files that are subjects of checks; what they import is written too, as imports. */
  readonly targets: ReadonlySet<string>;
  /** Whether positions and comments of the targets are written; those of imports never are. */
  readonly withSources: boolean;
  /** Whether imports are written whole, or as {@link outlineOf} them. */
  readonly imports: "whole" | "outline";
}

/**
 * A compiled set of files that stays bytes as long as it can: parts of it are written by copying, and source positions,
 * which are two thirds of it, are decoded file by file when they are asked for.
 */
export class Image {
  readonly files: readonly FileHeader[];
  private readonly byName: ReadonlyMap<string, FileHeader>;
  #descriptors: FileDescriptorSet | undefined;
  private protos: ReadonlyMap<string, FileDescriptorProto> | undefined;
  private readonly outlines = new Map<string, Outline>();

  private constructor(files: readonly FileHeader[]) {
    this.files = files;
    this.byName = new Map(files.map((file) => [file.name, file]));
  }

  /**
   * Reads an image or FileDescriptorSet.
   * @throws when the bytes are none
   */
  static parse(bytes: Uint8Array): Image {
    const files = splitFields(bytes).filter(({ number }) => number === fileNumber);
    return new Image(files.map(({ start, end }) => headerOf(bytes.subarray(start, end))));
  }

  /** The image of descriptors that are at hand. */
  static of(set: FileDescriptorSet): Image {
    const image = Image.parse(toBinary(FileDescriptorSetSchema, set));
    image.#descriptors = set;
    return image;
  }

  /** The same image with other subjects of checks: every file but these is an import. */
  withTargets(targets: ReadonlySet<string>): Image {
    return new Image(this.files.map((file) => ({ ...file, isImport: file.isImport || !targets.has(file.name) })));
  }

  /** Descriptors of all files, without source positions. Decoded when first asked for. */
  get descriptors(): FileDescriptorSet {
    this.#descriptors ??= create(FileDescriptorSetSchema, {
      file: this.files.map((file) => fromBinary(FileDescriptorProtoSchema, withoutSources(file))),
    });
    return this.#descriptors;
  }

  /** Whether a file is an import and not itself a subject of checks; true for a file that is not there. */
  isImport(name: string): boolean {
    return this.byName.get(name)?.isImport ?? true;
  }

  /** Positions and comments of a file, undefined when the image has none. */
  sourcesOf(name: string): SourceCodeInfo | undefined {
    const file = this.byName.get(name);
    if (file?.sources === undefined) return undefined;
    return fromBinary(SourceCodeInfoSchema, file.bytes.subarray(file.sources.start, file.sources.end));
  }

  /** What a file says, positions and comments aside, as bytes; undefined when it is not there. */
  contentOf(name: string): Uint8Array | undefined {
    const file = this.byName.get(name);
    return file === undefined ? undefined : withoutSources(file);
  }

  /** The files with everything they import, directly or through others. */
  closureOf(names: Iterable<string>): ReadonlySet<string> {
    return reachable(names, (name) => this.byName.get(name)?.dependencies ?? []);
  }

  /**
   * Writes a part of the image for a checker. Without any target the image gets one empty file, since buf refuses an
   * image without files.
   */
  encode({ targets, withSources, imports }: EncodeOptions): Uint8Array {
    const outlines = imports === "outline" ? this.outlinesFor(targets) : undefined;
    const closure = outlines === undefined ? this.closureOf(targets) : new Set([...targets, ...outlines.keys()]);
    const writer = new BinaryWriter();
    let count = 0;
    for (const file of this.files) {
      if (!closure.has(file.name)) continue;
      const isTarget = targets.has(file.name);
      const outline = isTarget ? undefined : outlines?.get(file.name);
      // buf tells by its positions that something is in an import, and says nothing of it then.
      const keepsSources = isTarget && (withSources || file.isImport);
      const pieces = outline ? [outline] : keepsSources ? [file.bytes] : piecesWithoutSources(file);
      writeFile(writer, isTarget ? pieces : [...pieces, importMark]);
      if (isTarget) count += 1;
    }
    if (count === 0) writeFile(writer, [emptyFile]);
    return writer.finish();
  }

  /** Outlines of what some files import, directly or through outlines. */
  private outlinesFor(targets: ReadonlySet<string>): Map<string, Uint8Array> {
    const imports = [...targets].flatMap((name) => this.byName.get(name)?.dependencies ?? []);
    // A target is written whole, and its imports are among those of the targets.
    const names = reachable(imports, (name) => (targets.has(name) ? [] : (this.outlineOf(name)?.dependencies ?? [])));
    const outlines = [...names]
      .filter((name) => !targets.has(name))
      .map((name) => [name, this.outlineOf(name)] as const);
    return new Map(outlines.flatMap(([name, outline]) => (outline === undefined ? [] : [[name, outline.bytes]])));
  }

  private outlineOf(name: string): Outline | undefined {
    const known = this.outlines.get(name);
    if (known !== undefined) return known;
    this.protos ??= new Map(this.descriptors.file.map((file) => [file.name, file]));
    const file = this.protos.get(name);
    if (file === undefined) return undefined;
    const outline = outlineOf(file);
    const made = {
      bytes: toBinary(FileDescriptorProtoSchema, outline),
      dependencies: [...outline.dependency, ...outline.optionDependency],
    };
    this.outlines.set(name, made);
    return made;
  }
}

interface Outline {
  readonly bytes: Uint8Array;
  /** Import paths of what it still imports. */
  readonly dependencies: readonly string[];
}

/** Whether descriptors say the same; their positions and comments may differ. */
export function isSameContent(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function withoutSources(file: FileHeader): Uint8Array {
  const pieces = piecesWithoutSources(file);
  if (pieces.length === 1) return file.bytes;
  const writer = new BinaryWriter();
  for (const piece of pieces) writer.raw(piece);
  return writer.finish();
}

function piecesWithoutSources({ bytes, sources }: FileHeader): Uint8Array[] {
  return sources === undefined ? [bytes] : [bytes.subarray(0, sources.tag), bytes.subarray(sources.end)];
}

/** Writes a file from pieces without putting them together first: an image can have a hundred megabytes. */
function writeFile(writer: BinaryWriter, pieces: readonly Uint8Array[]): void {
  writer.tag(fileNumber, WireType.LengthDelimited).uint32(pieces.reduce((sum, { length }) => sum + length, 0));
  for (const piece of pieces) writer.raw(piece);
}

// Fields of one message that come twice are merged, the last value wins: so the rest of buf's message is kept.
const importMark = new BinaryWriter()
  .tag(bufExtensionNumber, WireType.LengthDelimited)
  .bytes(new BinaryWriter().tag(isImportNumber, WireType.Varint).bool(true).finish())
  .finish();

/** Stands in for "no files"; no schema of a person has it. */
const emptyFile = toBinary(
  FileDescriptorProtoSchema,
  create(FileDescriptorProtoSchema, { name: "breakwater/empty.proto", syntax: "proto3" }),
);
