import { existsSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "@breakwater/testkit";

/** Images and containers in a folder of their own; nothing is left when that folder is deleted. */
export interface Buildah {
  /** Runs buildah and returns what it prints. Throws with all its output when it fails. */
  run(command: string, ...args: readonly string[]): Promise<string>;
}

/** buildah on `folder`, which it fills: no daemon, no network of its own, no registry. */
export function buildahIn(folder: string): Buildah {
  const storage = ["--root", join(folder, "storage"), "--runroot", join(folder, "run"), "--storage-driver", "vfs"];
  // Caches of a build go to TMPDIR, and with it.
  const env = { ...process.env, BUILDAH_ISOLATION: "chroot", TMPDIR: folder };
  return { run: async (command, ...args) => await runProgram("buildah", [...storage, command, ...args], { env }) };
}

/** What to build. */
export interface BuildRequest {
  /** Folder that the Dockerfile copies from. */
  readonly context: string;
  /** Path of the Dockerfile in it. */
  readonly dockerfile: string;
  readonly tag: string;
  readonly buildArgs: Readonly<Record<string, string>>;
}

/** Builds an image of a Dockerfile as `docker build` does; its bases have to be there. */
export async function buildImage(buildah: Buildah, request: BuildRequest): Promise<void> {
  const { context, dockerfile, tag, buildArgs } = request;
  const ignore = join(context, ".dockerignore");
  // Without it, everything that lies around would be sent to the build.
  if (!existsSync(ignore)) throw new Error(`${ignore} is missing: an image is only built of what that file lets in`);
  const named = Object.entries(buildArgs).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
  const settings = ["--pull-never", "--network", "host", "--format", "docker", "--ignorefile", ignore, ...named];
  await buildah.run("bud", ...settings, "--tag", tag, "--file", join(context, dockerfile), context);
}
