import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { runProgram } from "@breakwater/testkit";
import type { Buildah } from "./buildah.ts";
import { npmFolder } from "./requirements.ts";

/**
 * The images that the Dockerfiles begin from, made of Debian's packages on this machine: no registry is asked, and the
 * Dockerfiles are built as they are. They hold what those files use of the published images and no more. Whoever has a
 * registry builds on the published ones.
 */
const bases = {
  build: "docker.io/library/node:26.10.0-bookworm-slim",
  runtime: "gcr.io/distroless/cc-debian12:nonroot",
} as const;

const suite = "bookworm";
const packages = {
  build: ["dash", "coreutils", "findutils", "sed", "grep", "libstdc++6", "libatomic1"],
  runtime: ["libc6", "libgcc-s1", "libstdc++6"],
} as const;

/** Makes both bases under the names that the Dockerfiles know them by. */
export async function makeStandInBases(buildah: Buildah, folder: string): Promise<void> {
  const [runtime, build] = await Promise.all([
    extractPackages(join(folder, "runtime"), packages.runtime),
    extractPackages(join(folder, "build"), packages.build),
  ]);
  // Comes along with the files that every Debian has.
  rmSync(join(runtime, "usr/bin/mawk"), { force: true });
  await commit(buildah, runtime, bases.runtime);
  await commit(buildah, build, bases.build, addNode(build));
}

/** Unpacks Debian packages, and what they need, into a folder; none of their scripts runs. */
async function extractPackages(folder: string, names: readonly string[]): Promise<string> {
  const wanted = ["base-files", ...names].join(",");
  await runProgram("mmdebstrap", ["--quiet", "--variant=extract", `--include=${wanted}`, suite, folder]);
  return folder;
}

const DEBIAN_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

/**
 * Adds the Node that runs this, and the npm of this machine. Returns the variables with which Node there trusts the CAs
 * that it trusts here: a registry may be behind the proxy of a company.
 */
function addNode(root: string): Readonly<Record<string, string>> {
  const npm = npmFolder(process.env["PATH"] ?? "");
  if (npm === undefined) throw new Error("npm is missing");
  const local = join(root, "usr/local");
  mkdirSync(join(local, "bin"), { recursive: true });
  cpSync(process.execPath, join(local, "bin/node"), { dereference: true });
  cpSync(npm, join(local, "lib/node_modules/npm"), { recursive: true });
  for (const name of ["npm", "npx"])
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, "bin", name));
  // Where npm is told of them in its own configuration, they are Debian's too.
  const given = [process.env["NODE_EXTRA_CA_CERTS"], process.env["SSL_CERT_FILE"], DEBIAN_AUTHORITIES];
  const authorities = given.find((file) => file !== undefined && existsSync(file));
  if (authorities === undefined) return {};
  const copy = "/etc/ssl/certs/of-this-machine.crt";
  mkdirSync(join(root, dirname(copy)), { recursive: true });
  cpSync(authorities, join(root, copy), { dereference: true });
  return { NODE_EXTRA_CA_CERTS: copy, SSL_CERT_FILE: copy };
}

async function commit(
  buildah: Buildah,
  root: string,
  name: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<void> {
  const container = (await buildah.run("from", "scratch")).trim();
  const environment = Object.entries({
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ...variables,
  });
  await buildah.run("add", "--quiet", container, root, "/");
  await buildah.run("config", ...environment.flatMap(([key, value]) => ["--env", `${key}=${value}`]), container);
  await buildah.run("commit", "--quiet", "--rm", "--format", "docker", container, name);
  rmSync(root, { recursive: true });
}
