import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** What building and trying images takes of the machine. */
export interface Machine {
  /** Folders with programs, as in PATH. */
  readonly path: string;
  /** User that runs; undefined where there are no users. */
  readonly uid: number | undefined;
  /** Whether processes can be given a view of their own of processes and mounts. */
  readonly hasNamespaces: () => boolean;
}

/** Programs and the Debian package of each. */
const programs: readonly (readonly [program: string, debianPackage: string])[] = [
  ["buildah", "buildah"],
  ["mmdebstrap", "mmdebstrap"],
  ["nginx", "nginx-light"],
  ["unshare", "util-linux"],
  ["nsenter", "util-linux"],
  ["setpriv", "util-linux"],
];

/** The machine that this process runs on. */
export const thisMachine: Machine = {
  path: process.env["PATH"] ?? "",
  uid: process.getuid?.(),
  hasNamespaces: () => spawnSync("unshare", ["--mount", "--pid", "--fork", "true"]).status === 0,
};

/** What a machine lacks, for people, each with what to do; nothing when images can be built and tried on it. */
export function lackingForImages(machine: Machine): string[] {
  const absent = programs.filter(([program]) => programFile(program, machine.path) === undefined);
  const lacking = absent.map(([program, name]) => `${program} is missing: apt-get install ${name}`);
  if (npmFolder(machine.path) === undefined) lacking.push("npm is missing, or is none that came with a Node");
  if (machine.uid !== 0) lacking.push("not run as root, which mounts and other users take: use sudo");
  else if (absent.length === 0 && !machine.hasNamespaces())
    lacking.push("the kernel refuses mount and process namespaces: use a machine, or a container with CAP_SYS_ADMIN");
  return lacking;
}

/** The folder of the npm that the first `npm` of the path is; undefined when there is none. */
export function npmFolder(path: string): string | undefined {
  const file = programFile("npm", path);
  if (file === undefined) return undefined;
  const folder = dirname(dirname(realpathSync(file)));
  return existsSync(join(folder, "bin/npx-cli.js")) ? folder : undefined;
}

function programFile(program: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
