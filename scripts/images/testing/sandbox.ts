import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Program, type ProgramExit, startProgram } from "@breakwater/testkit";
import type { Buildah } from "./buildah.ts";
import type { ImageConfiguration } from "./image-configuration.ts";

/** Which image to run, and with what. */
export interface SandboxOptions {
  readonly tag: string;
  readonly configuration: ImageConfiguration;
  /** Variables over those of the image. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders of this machine that it can read, by where it sees them. */
  readonly mounts?: Readonly<Record<string, string>>;
}

/** A running image; disposing it kills it and deletes its files. */
export interface Sandbox extends AsyncDisposable {
  readonly program: Program;
  /** Pid of its first process, as this machine counts. */
  pid(): number;
  /** Runs one more command in it as its user, to its end. */
  execute(command: readonly string[]): Promise<ProgramExit>;
}

// Each path is an argument and never a part of the program text: $1 root, $2 user, $3 group, $4 folder, $5 number of
// mounts, then source and target of each, then the command.
const enter = `
root=$1 user=$2 group=$3 folder=$4 count=$5; shift 5
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
while [ "$count" -gt 0 ]; do
  if [ "$1" = memory ]; then mount -t tmpfs -o "size=64m,mode=700,uid=$user,gid=$group" tmpfs "$root$2"
  else mount --bind "$1" "$root$2"; mount -o remount,bind,ro "$root$2"; fi
  shift 2; count=$((count - 1))
done
mount -o remount,bind,ro "$root"
exec setpriv --no-new-privs unshare --root="$root" --wd="$folder" --setgid="$group" --setuid="$user" -- "$@"
`;

/**
 * Runs an image as a strict runtime does: as process 1 of its own, as its user, with a root that cannot be written to,
 * folders in memory as its volumes, no privilege and none to gain. Its network is that of this machine.
 */
export async function runSandbox(buildah: Buildah, options: SandboxOptions): Promise<Sandbox> {
  const { tag, configuration, mounts = {} } = options;
  const container = (await buildah.run("from", "--pull-never", tag)).trim();
  const root = (await buildah.run("mount", container)).trim();
  for (const target of Object.keys(mounts)) mkdirSync(join(root, target), { recursive: true });
  const [user = "", group = user] = configuration.user.split(":");
  const env = { ...configuration.environment, ...options.environment };
  const volumes = configuration.volumes.map((target) => ["memory", target]);
  const shared = [...volumes, ...Object.entries(mounts).map(([target, source]) => [source, target])];
  const place = [root, user, group, configuration.workingFolder, String(shared.length), ...shared.flat()];
  const namespaces = ["--mount", "--pid", "--ipc", "--uts", "--fork"];
  const shell = ["sh", "-euc", enter, "sh", ...place, ...configuration.entrypoint];
  const program = startProgram("unshare", [...namespaces, ...shell], { env: { ...env, PATH: process.env["PATH"] } });
  const pid = (): number => {
    // unshare waits for one child: process 1.
    const [child = ""] = readFileSync(`/proc/${program.child.pid}/task/${program.child.pid}/children`, "utf8").split(
      " ",
    );
    if (!/^\d+$/.test(child)) throw new Error(`the process of ${tag} has ended`);
    return Number(child);
  };
  return {
    program,
    pid,
    execute: async (command) => {
      const process1 = ["--target", String(pid()), "--mount", "--pid", "--root", "--wd"];
      const settings = [...process1, "--setgid", group, "--setuid", user];
      return await startProgram("nsenter", [...settings, "--", ...command], { env }).exited;
    },
    [Symbol.asyncDispose]: async () => {
      // Not unshare, which ignores SIGTERM, and whose own end the other user's process survives.
      if (program.child.exitCode === null && program.child.signalCode === null) process.kill(pid(), "SIGKILL");
      await program.exited;
      await buildah.run("rm", container);
    },
  };
}
