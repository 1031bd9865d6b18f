import { type DescExtension, type DescFile, type DescService, createRegistry, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";

/** What a server can tell of its schemas: its services, and the files that they stand in with all that these import. */
export class SchemaFiles {
  /** Full names of the services, in order. */
  readonly services: readonly string[];
  readonly #files = new Map<string, DescFile>();
  readonly #registry: ReturnType<typeof createRegistry>;

  constructor(services: readonly DescService[]) {
    this.services = services.map(({ typeName }) => typeName).toSorted();
    for (const { file } of services) for (const one of closureOf(file)) this.#files.set(pathOf(one), one);
    this.#registry = createRegistry(...this.#files.values());
  }

  /** The file of a path and what it imports; undefined when there is none. */
  file(path: string): Uint8Array[] | undefined {
    return encode(this.#files.get(path));
  }

  /** The same for the file of a full name: of a message, enum, extension or service, or of something in one of them. */
  fileOfSymbol(symbol: string): Uint8Array[] | undefined {
    // A method, field or value stands in the file of its parent.
    const parent = symbol.slice(0, Math.max(0, symbol.lastIndexOf(".")));
    return encode((this.#registry.get(symbol) ?? this.#registry.get(parent))?.file);
  }

  /** The same for the file of an extension. */
  fileOfExtension(message: string, number: number): Uint8Array[] | undefined {
    return encode(this.#extensions(message).find((extension) => extension.number === number)?.file);
  }

  /** Numbers of the extensions of a message, in order; undefined when there is no such message. */
  extensionNumbers(message: string): number[] | undefined {
    if (this.#registry.getMessage(message) === undefined) return undefined;
    return this.#extensions(message)
      .map(({ number }) => number)
      .toSorted((a, b) => a - b);
  }

  #extensions(message: string): DescExtension[] {
    const all = [...this.#registry].filter((type) => type.kind === "extension");
    return all.filter(({ extendee }) => extendee.typeName === message);
  }
}

/** A file after everything that it imports. */
function closureOf(file: DescFile, seen: Set<DescFile> = new Set()): DescFile[] {
  if (seen.has(file)) return [];
  seen.add(file);
  return [...file.dependencies.flatMap((dependency) => closureOf(dependency, seen)), file];
}

// The runtime keeps paths without their ending.
function pathOf({ name }: DescFile): string {
  return `${name}.proto`;
}

function encode(file: DescFile | undefined): Uint8Array[] | undefined {
  if (file === undefined) return undefined;
  // The file that was asked for is the first.
  return closureOf(file)
    .toReversed()
    .map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
}
