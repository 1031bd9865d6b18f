import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";
import type { Log, LogFields } from "../server/log.ts";
import { expiryWarning } from "./expiry-warning.ts";
import { type Credentials, type TlsFiles, readCredentials } from "./read-credentials.ts";

/** What is watched, and who hears of it. */
export interface WatchOptions {
  readonly files: TlsFiles;
  /** What is in use now. */
  readonly current: Credentials;
  /** Days before the end from which on to warn. */
  readonly warningDays: number;
  readonly log: Log;
  /** On each line of the log: whose certificates they are, where a process has several. */
  readonly fields?: LogFields;
  /** Gets what the files hold now, when it is other than before and whole. */
  readonly onChange: (credentials: Credentials) => void;
}

/** Reads the files of one end of TLS again when they change. Disposing it ends that. */
export interface CredentialsWatch extends Disposable {
  /** Reads the files now. */
  reload(): void;
}

// A certificate and its key are two files: what reads between the writing of both finds a pair that does not match.
const SETTLED_MS = 100;
const DAY_MS = 86_400_000;

/**
 * Watches the folders of the files, so that a file which is replaced and a link that is turned elsewhere are noticed,
 * and reads them once a day for file systems that tell of no change. Files that are not whole are logged as an error,
 * and what was in use before stays.
 */
export function watchCredentials(options: WatchOptions): CredentialsWatch {
  const { files, warningDays, log, fields = {}, onChange } = options;
  let { current } = options;
  const warn = (): void => {
    const warning = expiryWarning(current.expiresAt, new Date(), warningDays);
    if (warning !== undefined)
      log.warn(warning, { ...fields, file: files.certFile, expires_at: current.expiresAt.toISOString() });
  };
  const reload = (): void => {
    const { credentials, faults } = readCredentials(files);
    if (credentials === undefined) {
      log.error("TLS certificates not reloaded; those from before stay in use", { ...fields, faults });
      return;
    }
    const { cert, key, ca } = current;
    if (credentials.cert !== cert || credentials.key !== key || credentials.ca !== ca) {
      current = credentials;
      onChange(credentials);
      log.info("TLS certificates reloaded", { ...fields, expires_at: credentials.expiresAt.toISOString() });
    }
    warn();
  };
  let settling: NodeJS.Timeout | undefined;
  const onEvent = (): void => {
    clearTimeout(settling);
    settling = setTimeout(reload, SETTLED_MS);
  };
  const watchers = foldersOf(files).map((folder) => watchFolder(folder, onEvent, log));
  const daily = setInterval(reload, DAY_MS).unref();
  warn();
  return {
    reload,
    [Symbol.dispose]: () => {
      for (const watcher of watchers) watcher?.close();
      clearInterval(daily);
      clearTimeout(settling);
    },
  };
}

/** Undefined, and logged, where the system cannot watch: what is served then changes on SIGHUP and daily. */
function watchFolder(folder: string, onEvent: () => void, log: Log): FSWatcher | undefined {
  const onError = (error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    log.error("TLS certificates are not watched; SIGHUP reads them again", { folder, error: reason });
  };
  try {
    return watch(folder, onEvent).on("error", onError);
  } catch (error) {
    onError(error);
    return undefined;
  }
}

function foldersOf({ mode, certFile, keyFile, caFile }: TlsFiles): string[] {
  return [...new Set([certFile, keyFile, ...(mode === "server" ? [] : [caFile])].map((file) => dirname(file)))];
}
