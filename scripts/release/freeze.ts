import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { domainsOf } from "../image/build-image.ts";
import { UsageError } from "../options.ts";
import { git } from "../repository/files.ts";
import { readReleases, type Release, releasedFolder, textAt, writeReleases } from "./releases.ts";

/** What `release:freeze` knows of the world. */
export interface FreezeIo {
  /** Root of the repository. */
  readonly root: string;
  /** Packs the package in `folder` as it would be published, to the file `tarball`. Throws when it cannot. */
  pack(folder: string, tarball: string): void;
  stdout(text: string): void;
  stderr(text: string): void;
}

const help = `Keeps the client package of a domain as it is published now, so that tests can run
old clients against new servers and the other way round.

usage: npx --yes pnpm@12.21.0 release:freeze DOMAIN

Writes ${releasedFolder}/DOMAIN-VERSION.tgz and its entry in releases.json; commit both.
A release never changes: it overwrites nothing.
Exit codes: 0 frozen, 1 cannot be packed, 2 wrong domain, frozen already or not committed.
`;

/** Runs the command `release:freeze` and returns its exit code. */
export function freeze(argv: readonly string[], io: FreezeIo): number {
  if (argv.includes("--help")) {
    io.stdout(help);
    return 0;
  }
  try {
    const domain = domainIn(argv, io.root);
    const release = freezeDomain(domain, io);
    io.stdout(
      `Froze ${release.package} ${release.version} of ${release.commit.slice(0, 12)} in ${releasedFolder}/${release.file}.\n` +
        `Commit it, and tag what it was packed from, so that \`breakwater bump\` and \`breakwater changelog\` find it:\n` +
        `  git tag ${domain}/v${release.version} ${release.commit}\n`,
    );
    return 0;
  } catch (error) {
    io.stderr(`release:freeze: ${error instanceof Error ? error.message : String(error)}\n`);
    if (!(error instanceof UsageError)) return 1;
    io.stderr(`See release:freeze --help.\n`);
    return 2;
  }
}

function domainIn(argv: readonly string[], root: string): string {
  const [domain, ...rest] = argv;
  const domains = domainsOf(root);
  if (domain !== undefined && rest.length === 0 && domains.includes(domain)) return domain;
  throw new UsageError(`needs one domain, and the domains are ${domains.join(", ")}; not '${argv.join(" ")}'`);
}

function freezeDomain(domain: string, io: FreezeIo): Release {
  const { root } = io;
  const folder = join(root, "gen", domain);
  const manifestPath = join(folder, "package.json");
  const manifest: unknown = JSON.parse(readFileSync(manifestPath, "utf8"));
  const version = textAt(manifest, "version", manifestPath);
  const file = `${domain}-${version}.tgz`;
  const tarball = join(root, releasedFolder, file);
  const releases = readReleases(root);
  if (existsSync(tarball) || releases.some((release) => release.file === file)) {
    throw new UsageError(
      `${releasedFolder}/${file} is there already, and a release never changes. ` +
        `Set the "version" in gen/${domain}/package.json that \`breakwater bump\` names, and commit it`,
    );
  }
  const commit = commitOf(domain, root);
  mkdirSync(join(root, releasedFolder), { recursive: true });
  io.pack(folder, tarball);
  const digest = createHash("sha512").update(readFileSync(tarball)).digest("base64");
  const name = textAt(manifest, "name", manifestPath);
  const release = { package: name, version, file, commit, integrity: `sha512-${digest}` };
  writeReleases(root, [...releases, release]);
  return release;
}

/** The last commit that changed what the package is made of; throws UsageError where the working tree differs from it. */
function commitOf(domain: string, root: string): string {
  // With the papers and the versions that `pnpm pack` and the compiler take from above the package.
  const inputs = [`proto/${domain}`, `gen/${domain}`, "LICENSE", "pnpm-workspace.yaml", "tsconfig.base.json"];
  const changed = git(root, ["status", "--porcelain", "--", ...inputs]).trimEnd();
  if (changed !== "") {
    throw new UsageError(`what the package is made of is not committed, so no commit would have it:\n${changed}`);
  }
  return git(root, ["log", "-1", "--format=%H", "--", ...inputs]).trim();
}
