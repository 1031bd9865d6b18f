import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { SCHEMA_VERSION } from "../migrations.ts";
import { StoreFault } from "../store-fault.ts";
import { damaged, footerFromLine, headerFromLine, rowFromLine, type TableRow } from "./backup-format.ts";

/**
 * The rows of a backup, in its order. That the backup is whole shows only at its end: until then nothing that was made
 * of the rows counts.
 * @throws {StoreFault} which names the line that is wrong
 */
export async function* readBackup(file: string): AsyncGenerator<TableRow, void, undefined> {
  const hash = createHash("sha256");
  let line = 0;
  let isComplete = false;
  for await (const text of linesOf(file)) {
    line += 1;
    const place = `${file}:${line}`;
    const value = line === 1 ? headerOf(text, file) : parse(text, place);
    if (isComplete) throw damaged(place);
    const footer = line > 1 ? footerFromLine(value) : undefined;
    if (footer === undefined) {
      hash.update(`${text}\n`);
      if (line > 1) yield rowFromLine(value, place);
    } else {
      isComplete = footer.rows === line - 2 && footer.sha256 === hash.digest("hex");
      if (!isComplete) throw damaged(place);
    }
  }
  if (!isComplete) throw damaged(`${file}:${line + 1}, where it ends too early`);
}

/** Lines end with a line feed and nothing else: node:readline takes U+2028 for an end too, which texts may have. */
async function* linesOf(file: string): AsyncGenerator<string, void, undefined> {
  let rest = "";
  try {
    const chunks: AsyncIterable<string> = createReadStream(file, "utf8");
    for await (const chunk of chunks) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new StoreFault("unusable", `The backup ${file} cannot be read (${error.message}).`, { cause: error });
  }
  if (rest !== "") yield rest;
}

function headerOf(text: string, file: string): unknown {
  const header = headerFromLine(tryParse(text));
  if (header === undefined) throw new StoreFault("unusable", `The file ${file} is no backup of this service.`);
  if (header.schema !== SCHEMA_VERSION) {
    const message = `The backup ${file} has version ${header.schema} and this release restores ${SCHEMA_VERSION}: restore it with the release that made it.`;
    throw new StoreFault("unusable", message);
  }
  return header;
}

function parse(text: string, place: string): unknown {
  const value = tryParse(text);
  if (value === undefined) throw damaged(place);
  return value;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
