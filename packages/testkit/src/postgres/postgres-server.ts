import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../temporary-folder.ts";
import { type PostgresPrograms, postgresPrograms } from "./postgres-programs.ts";

/** A PostgreSQL server of the test's own, on a socket in a temporary folder. Disposing it stops it and deletes its data. */
export interface PostgresServer extends AsyncDisposable {
  /** Connects as the superuser to the database `postgres`. */
  readonly url: string;
  /** Path of the socket, for a proxy in front of it. */
  readonly socket: string;
  /** Stops it: "clean" ends its sessions first, "kill" is SIGKILL to the server, whose sessions then end too. */
  stop(how: "clean" | "kill"): Promise<void>;
  /** Starts it again on its data; resolves when it takes connections. */
  start(): Promise<void>;
}

const PORT = 5432;

/**
 * Makes a database cluster and starts a server on it.
 * @throws with what to do, when the machine cannot run one
 */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = temporaryFolder("breakwater-pg-");
  try {
    const programs = postgresPrograms(folder.path);
    const sockets = join(folder.path, "s");
    for (const path of [sockets, join(folder.path, "data")]) makeFolder(path, programs);
    chmodSync(folder.path, 0o755);
    await initialise(folder.path, programs);
    let server = await launch(folder.path, programs);
    const stop = async (how: "clean" | "kill"): Promise<void> => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const exited = once(server, "exit");
      // SIGINT is PostgreSQL's fast shutdown: sessions end, nothing has to be recovered at the next start.
      server.kill(how === "clean" ? "SIGINT" : "SIGKILL");
      await exited;
    };
    return {
      url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(sockets)}`,
      socket: join(sockets, `.s.PGSQL.${PORT}`),
      stop,
      start: async () => {
        server = await launch(folder.path, programs);
      },
      [Symbol.asyncDispose]: async () => {
        await stop("clean");
        folder[Symbol.dispose]();
      },
    };
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
}

function makeFolder(path: string, { owner }: PostgresPrograms): void {
  mkdirSync(path, { mode: 0o700 });
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
}

async function initialise(folder: string, programs: PostgresPrograms): Promise<void> {
  const args = ["-D", join(folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"];
  const { child, output } = run("initdb", args, programs);
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`initdb failed (${code}):\n${output.text}`);
}

/** Starts the server; resolves when its log says that it takes connections. */
async function launch(folder: string, programs: PostgresPrograms): Promise<ChildProcess> {
  const settings = ["listen_addresses=", `unix_socket_directories=${join(folder, "s")}`, `port=${PORT}`];
  const args = ["-D", join(folder, "data"), ...settings.flatMap((setting) => ["-c", setting])];
  for (;;) {
    const { child, output, until } = run("postgres", args, programs);
    // Servers follow each other.
    // oxlint-disable-next-line no-await-in-loop
    if (await until("database system is ready to accept connections")) return child;
    // The processes of a killed server take a moment to notice that it is gone; until then none can follow it.
    if (!/pre-existing shared memory block|lock file .* already exists/.test(output.text)) {
      throw new Error(`PostgreSQL did not start:\n${output.text}`);
    }
  }
}

interface Run {
  readonly child: ChildProcess;
  readonly output: { text: string };
  /** Whether the output came to have a text before its end. */
  readonly until: (text: string) => Promise<boolean>;
}

function run(program: string, args: readonly string[], { bin, owner }: PostgresPrograms): Run {
  const child = spawn(join(bin, program), args, { ...owner, env: { LC_ALL: "C" }, stdio: ["ignore", "pipe", "pipe"] });
  const output = { text: "" };
  const changed = new EventTarget();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output.text += text;
      changed.dispatchEvent(new Event("output"));
    });
  }
  child.on("error", (error) => (output.text += error.message));
  const until = (text: string): Promise<boolean> => {
    const found = Promise.withResolvers<boolean>();
    changed.addEventListener("output", () => output.text.includes(text) && found.resolve(true));
    child.on("close", () => found.resolve(false));
    return found.promise;
  };
  return { child, output, until };
}
