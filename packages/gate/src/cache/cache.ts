import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EntryFault, decodeEntry, encodeEntry } from "./entry.ts";

/** What is kept: compiled closures, what buf and the TypeScript compiler said, and the facts of proto texts. */
export type CacheKind = "closure" | "annotations" | "diagnostics" | "facts";

/** Upper limit of all entries together, in bytes. */
const defaultLimit = 512 * 1024 * 1024;

/** A file that a run left behind when it was killed is deleted after this time, in milliseconds. */
const abandonedAfter = 60 * 60 * 1000;

/**
 * Results by a digest of all that they follow from, in files of one folder. Nothing depends on it: the folder can be
 * deleted at any time, used by several runs at once, and be damaged; whoever finds no entry makes it anew. An entry is
 * written beside its place and renamed, so that no reader sees half of one, and it has a checksum for the rest.
 */
export class Cache {
  private readonly folder: string | undefined;
  private readonly limit: number;
  private readonly faults = new Map<EntryFault, number>();
  private writeFault: string | undefined;
  private hasWritten = false;

  /** @param folder absolute, made when it is not there; undefined keeps nothing */
  constructor(folder: string | undefined, limit: number = defaultLimit) {
    this.folder = folder;
    this.limit = limit;
  }

  /** An entry, undefined when there is none that can be used. */
  read(kind: CacheKind, key: string): Buffer | undefined {
    const path = this.pathOf(kind, key);
    if (path === undefined) return undefined;
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
      // The age of an entry is when it was last of use.
      utimesSync(path, new Date(), new Date());
    } catch {
      return undefined;
    }
    const entry = decodeEntry(bytes, `${kind} ${key}`);
    if ("content" in entry) return entry.content;
    this.faults.set(entry.fault, (this.faults.get(entry.fault) ?? 0) + 1);
    remove(path);
    return undefined;
  }

  /** Keeps an entry; that it cannot be kept is no fault of the run. */
  write(kind: CacheKind, key: string, content: Uint8Array): void {
    const path = this.pathOf(kind, key);
    if (path === undefined || this.folder === undefined || this.writeFault !== undefined) return;
    const temporary = join(this.folder, `${randomUUID()}.tmp`);
    try {
      // Schemas may be private.
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      writeFileSync(temporary, encodeEntry(content, `${kind} ${key}`), { mode: 0o600 });
      renameSync(temporary, path);
      this.hasWritten = true;
    } catch (error) {
      this.writeFault = error instanceof Error && "code" in error ? String(error.code) : String(error);
      remove(temporary);
    }
  }

  /** Deletes what has not been of use for longest until the rest is within the limit. */
  prune(): void {
    if (this.folder === undefined || !this.hasWritten) return;
    const entries = filesIn(this.folder);
    let size = entries.reduce((sum, entry) => sum + entry.size, 0);
    for (const { path, size: own, age } of entries.toSorted((a, b) => b.age - a.age)) {
      const isAbandoned = path.endsWith(".tmp") && age > abandonedAfter;
      if (size <= this.limit && !isAbandoned) continue;
      remove(path);
      size -= own;
    }
  }

  /** What a person should know of the folder, one line for each kind of fault. */
  get notes(): string[] {
    const faults = [...this.faults].map(([fault, count]) => {
      const entries = count === 1 ? "an entry was" : `${count} entries were`;
      return `cache: ${entries} ${fault}, and made anew (${this.folder})`;
    });
    if (this.writeFault === undefined) return faults;
    return [...faults, `cache: ${this.folder} cannot be written (${this.writeFault}): the next check starts over`];
  }

  private pathOf(kind: CacheKind, key: string): string | undefined {
    return this.folder === undefined ? undefined : join(this.folder, `${kind}-${digestOf(key)}`);
  }
}

/** A digest of texts and bytes; where one ends and the next begins counts. */
export function digestOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}\0`).update(part);
  return hash.digest("hex");
}

interface CacheFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since it was of use. */
  readonly age: number;
}

function filesIn(folder: string): CacheFile[] {
  const now = Date.now();
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() === true ? [{ path, size: stats.size, age: now - stats.mtimeMs }] : [];
  });
}

// Only what looks like ours: the folder may be one that a person has other things in.
function namesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) =>
    /^((closure|annotations|diagnostics|facts)-[0-9a-f]{64}|[-0-9a-f]{36}\.tmp)$/.test(name),
  );
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Whoever reads it next finds the same.
  }
}
