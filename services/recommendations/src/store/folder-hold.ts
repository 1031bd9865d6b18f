import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ConfigurationFault } from "@breakwater/service-runtime";
import { sqliteOpenFault } from "./sqlite-fault.ts";
import { StoreFault } from "./store-fault.ts";

/** The lock of a data folder; disposing it lets the next process in. */
export type FolderHold = Disposable;

const LOCK_FILE = "recommendations.lock";
const HOLDER_FILE = "recommendations.holder.json";
const SQLITE_BUSY = 5;
// A process that ends as this one starts, as in a restart, has let go by then.
const WAIT_MS = 1000;

/**
 * Makes a data folder if it is missing, and holds it for this process. What holds it is a lock of the operating system
 * on a small database, which ends with the process however that ends; a file beside it says who has it.
 * @throws {ConfigurationFault} which names the process that holds it
 * @throws {StoreFault} when the folder cannot be used
 */
export function holdFolder(folder: string): FolderHold {
  makeFolder(folder);
  const path = join(folder, LOCK_FILE);
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(path, { timeout: WAIT_MS });
    // An exclusive lock from the first write on, until the connection closes. What is written says nothing.
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; PRAGMA user_version = 1; COMMIT");
    writeHolder(folder);
  } catch (error) {
    lock?.close();
    if (isBusy(error)) throw heldFault(folder);
    throw sqliteOpenFault(path, error);
  }
  const held = lock;
  return { [Symbol.dispose]: () => held.close() };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The data folder ${folder} cannot be made (${reason}): set DATA_DIR to a folder that this user may write.`;
    throw new StoreFault("unusable", message, { cause: error });
  }
}

/** Renamed into place, so that whoever reads it reads all of it. */
function writeHolder(folder: string): void {
  const path = join(folder, HOLDER_FILE);
  const since = new Date().toISOString();
  writeFileSync(`${path}.new`, `${JSON.stringify({ pid: process.pid, host: hostname(), since })}\n`);
  renameSync(`${path}.new`, path);
}

function heldFault(folder: string): ConfigurationFault {
  return new ConfigurationFault(
    `The data folder ${folder} is held by ${holderOf(folder)}: stop that process, set DATA_DIR to another folder, or set DATABASE_URL for several processes on one database.`,
  );
}

function holderOf(folder: string): string {
  try {
    const holder: unknown = JSON.parse(readFileSync(join(folder, HOLDER_FILE), "utf8"));
    if (typeof holder === "object" && holder !== null && "pid" in holder && "host" in holder && "since" in holder) {
      return `process ${String(holder.pid)} on ${String(holder.host)} since ${String(holder.since)}`;
    }
  } catch {
    // It has the lock and is about to say who it is.
  }
  return "another process";
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}
