import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Files in one package; a package has one folder. */
const filesPerPackage = 10;

/** How many files import the hub, if there are as many. */
const hubImporters = 400;

/** Import path of the hub. */
const hubPath = "hub/v1/hub.proto";

/** What is different in a file: nothing, a field more, or also the type of a field. */
export type Edit = "none" | "compatible" | "breaking";

/** Number of the file that many others import. */
export const hubIndex = -1;

/**
 * Files of a synthetic repository: packages of ten files of about 190 lines each, formatted and without lint findings,
 * that import each other like a tree (package n imports package (n - 1) / 2, so that closures stay small beside the
 * whole), and a hub that 400 files import. Equal arguments give equal bytes.
 */
export class SyntheticRepository {
  /** Numbers of the files, the hub among them. */
  readonly indices: readonly number[];
  private readonly importerDistance: number;

  /** @param count number of proto files */
  constructor(count: number) {
    this.indices = Array.from({ length: count }, (_, position) => position - 1);
    this.importerDistance = Math.max(1, Math.floor((count - 1) / hubImporters));
  }

  /** How many packages there are. */
  get packages(): number {
    return Math.ceil((this.indices.length - 1) / filesPerPackage) + 1;
  }

  /** Numbers of the files of a package. */
  filesOf(packageNumber: number): number[] {
    return this.indices.filter((index) => index >= 0 && Math.floor(index / filesPerPackage) === packageNumber);
  }

  /** Writes files with what is different in them, and `buf.yaml` when there is none. */
  write(folder: string, indices: readonly number[], edit: (index: number) => Edit): void {
    if (!existsSync(join(folder, "buf.yaml"))) write(folder, "buf.yaml", "version: v2\nmodules:\n  - path: proto\n");
    for (const index of indices) {
      const path = index === hubIndex ? hubPath : pathOf(index);
      write(folder, `proto/${path}`, index === hubIndex ? hubText(edit(index)) : this.fileText(index, edit(index)));
    }
  }

  private fileText(index: number, edit: Edit): string {
    const isImporter = index % this.importerDistance === 0 && index / this.importerDistance < hubImporters;
    return fileText(index, { edit, isImporter });
  }
}

/** Import path of a file by its number. */
function pathOf(index: number): string {
  return `${packageOf(index).replaceAll(".", "/")}/part_${index % filesPerPackage}.proto`;
}

function packageOf(index: number): string {
  return `area${Math.floor(index / filesPerPackage)}.v1`;
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function hubText(edit: Edit): string {
  const extra = edit === "none" ? [] : ["  // Added later.", "  string region = 4;"];
  return lines(
    'syntax = "proto3";',
    "",
    "package hub.v1;",
    "",
    "// Who did something, and when.",
    "message Trace {",
    "  // Name of the actor.",
    `  ${edit === "breaking" ? "bytes" : "string"} actor = 1;`,
    "  // Milliseconds since 1970.",
    "  int64 at = 2;",
    "  // Free text.",
    "  string note = 3;",
    ...extra,
    "}",
  );
}

const scalars = ["string", "int64", "bool", "double", "uint32", "bytes", "sint64", "fixed64"] as const;

const messagesPerFile = 6;

function fileText(index: number, { edit, isImporter }: { edit: Edit; isImporter: boolean }): string {
  const part = index % filesPerPackage;
  const packageNumber = Math.floor(index / filesPerPackage);
  const parent = packageNumber === 0 ? undefined : Math.floor((packageNumber - 1) / 2) * filesPerPackage + part;
  const imports = [
    ...(parent === undefined ? [] : [pathOf(parent)]),
    ...(part === 0 ? [] : [pathOf(index - 1)]),
    ...(isImporter ? [hubPath] : []),
  ];
  return lines(
    'syntax = "proto3";',
    "",
    `package ${packageOf(index)};`,
    "",
    ...imports.toSorted().map((path) => `import "${path}";`),
    ...(imports.length > 0 ? [""] : []),
    ...serviceLines(index),
    ...Array.from({ length: messagesPerFile }, (_, message) => {
      const first = message === 0 ? { edit, hub: isImporter } : { edit: "none", hub: false };
      return messageLines({ index, message, part, parent, ...first });
    }).flat(),
    ...enumLines(part),
  );
}

function serviceLines(index: number): string[] {
  if (index % filesPerPackage !== filesPerPackage - 1) return [];
  const methods = ["Get", "List", "Watch"].flatMap((verb) => [
    `  // ${verb}s records.`,
    `  rpc ${verb}Record(${verb}RecordRequest) returns (${verb === "Watch" ? "stream " : ""}${verb}RecordResponse);`,
  ]);
  const messages = ["Get", "List", "Watch"].flatMap((verb) => [
    `// What ${verb}Record is asked.`,
    `message ${verb}RecordRequest {`,
    "  // Key of the record.",
    "  string key = 1;",
    "}",
    "",
    `// What ${verb}Record answers.`,
    `message ${verb}RecordResponse {`,
    "  // The record.",
    `  ${nameOf(index % filesPerPackage, 0)} record = 1;`,
    "}",
    "",
  ]);
  return ["// Serves records.", "service RecordService {", ...methods, "}", "", ...messages];
}

function nameOf(part: number, message: number): string {
  return `Part${part}Record${message}`;
}

interface MessageShape {
  readonly index: number;
  readonly message: number;
  readonly part: number;
  /** A file of another package that this one imports. */
  readonly parent: number | undefined;
  readonly edit: string;
  readonly hub: boolean;
}

function messageLines({ index, message, part, parent, edit, hub }: MessageShape): string[] {
  const fields = scalars.map((scalar, position) => {
    const type = edit === "breaking" && position === 0 ? "bytes" : scalar;
    return [
      `  // Field ${position} of record ${message} in file ${index}.`,
      `  ${type} value_${position} = ${position + 1};`,
    ];
  });
  return [
    `// Record ${message}.`,
    `message ${nameOf(part, message)} {`,
    ...fields.flat(),
    "  // What it is.",
    `  Part${part}Kind kind = 9;`,
    "  // Words about it.",
    "  map<string, string> labels = 10;",
    ...(part === 0 ? [] : ["  // Of the part before.", `  repeated ${nameOf(part - 1, message)} previous = 11;`]),
    ...(parent === undefined
      ? []
      : ["  // Of the package that this one uses.", `  ${packageOf(parent)}.${nameOf(part, message)} origin = 12;`]),
    ...(hub ? ["  // Who changed it last.", "  hub.v1.Trace trace = 13;"] : []),
    ...(edit === "none" ? [] : ["  // Added later.", "  string remark = 14;"]),
    "}",
    "",
  ];
}

function enumLines(part: number): string[] {
  const values = ["UNSPECIFIED", "DRAFT", "ACTIVE", "ARCHIVED", "DELETED"];
  return [
    "// Kinds of records.",
    `enum Part${part}Kind {`,
    ...values.flatMap((value, number) => [`  // ${value}.`, `  PART${part}_KIND_${value} = ${number};`]),
    "}",
  ];
}

function lines(...all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
