import { posix } from "node:path";
import {
  type Bump,
  type EntryKind,
  type PackageChanges,
  type Rule,
  type Version,
  bumpOf,
  compareVersions,
  entryKinds,
  neededVersion,
  parseVersion,
} from "@breakwater/compat";
import { GateError } from "../gate-error.ts";
import { GitRepository } from "../git.ts";
import type { RunContext } from "../run-context.ts";
import { type ClientPackage, findClientPackages, generatedIn, parseManifest } from "./client-packages.ts";
import { type ReleaseSide, digestOf, openCommit, openNamed } from "./open-side.ts";
import { type VersionTag, versionTags } from "./version-tags.ts";

/** Which version a client package needs for what changed since its last release. */
export interface PackageBump {
  readonly package: ClientPackage;
  /** Undefined for a package that no tag has released. */
  readonly released: Released | undefined;
  readonly bump: Bump;
  /** How many entries of the changelog there are, by kind. */
  readonly counts: ReadonlyMap<EntryKind, number>;
  /** The lowest version that will do; its own where it was never released. */
  readonly needed: Version;
  readonly isEnough: boolean;
}

/** The last release of a package. */
export interface Released {
  readonly tag: string;
  readonly commit: string;
  readonly version: Version;
}

/** The versions of all client packages. */
export interface BumpReport {
  readonly packages: readonly PackageBump[];
  /** What a person should know beside the versions. */
  readonly notes: readonly string[];
}

/** Where to look, and by which rules of the engine: all of them by default. */
export interface BumpRequest {
  readonly folder: string;
  readonly engineRules: readonly Rule[] | undefined;
}

/**
 * Tells for each client package of the working tree which version it needs.
 * @throws {GateError} when there is none, or a side does not compile
 */
export async function bumpReport(context: RunContext, { folder, engineRules }: BumpRequest): Promise<BumpReport> {
  const repository = await GitRepository.around(context, folder);
  const head = await repository?.commit("HEAD");
  if (repository === undefined || head === undefined) {
    throw new GateError(
      "usage",
      `${folder} is in no git repository with a commit, so there is no release to compare with.`,
    );
  }
  const clients = await findClientPackages(repository);
  if (clients.length === 0) throw new GateError("usage", noClients);
  const tags = versionTags(await repository.tagsIn(head));
  const to = await openNamed(context, ".", folder);
  const differences = new Map<string, Difference>();
  const packages: PackageBump[] = [];
  for (const client of clients) {
    const released = await lastRelease(repository, client, tags);
    if (released === undefined) {
      packages.push(unreleased(client));
      continue;
    }
    const { tag, commit } = released;
    const found = differences.get(commit) ?? (await compare(context, { repository, to, commit, tag, engineRules }));
    differences.set(commit, found);
    const names = new Set([...client.protoPackages, ...(await generatedIn(repository, commit, client.folder))]);
    packages.push(
      judge(
        client,
        released,
        found.packages.filter(({ name }) => names.has(name)),
      ),
    );
  }
  const notes = [...differences.values()].flatMap((difference) => difference.notes);
  return { packages, notes: [...new Set(notes)] };
}

const noClients =
  'No client package found: no package.json that is not "private" has generated code around it ("@generated from file …").\n' +
  "Run `buf generate`; for code that git ignores, name its folder in a buf.gen.yaml at the top.";

interface Difference {
  readonly packages: readonly PackageChanges[];
  readonly notes: readonly string[];
}

async function compare(
  context: RunContext,
  of: {
    readonly repository: GitRepository;
    readonly to: ReleaseSide;
    readonly commit: string;
    readonly tag: string;
    readonly engineRules: readonly Rule[] | undefined;
  },
): Promise<Difference> {
  const { repository, to, commit, tag, engineRules } = of;
  const from = await openCommit(context, { repository, commit, text: tag });
  if (digestOf(from.opened) === digestOf(to.opened)) return { packages: [], notes: [] };
  // It reads the rules, which equal sides need not load.
  const { compareReleases } = await import("./compare-releases.ts");
  return await compareReleases(context, { from: from.opened, to: to.opened, engineRules });
}

/**
 * The highest version that a tag names: one of the package itself (`<name>/v1.2.3`, `<name>@1.2.3`, also without its
 * scope), or else one of the whole repository (`v1.2.3`), where the package's own package.json says its version.
 */
async function lastRelease(
  repository: GitRepository,
  client: ClientPackage,
  tags: readonly VersionTag[],
): Promise<Released | undefined> {
  const names = new Set([client.name, client.name.replace(/^@[^/]*\//, "")]);
  const own = tags.find(({ of }) => names.has(of));
  if (own !== undefined) return { tag: own.name, commit: own.commit, version: own.version };
  const path = posix.join(client.folder, "package.json");
  for (const tag of tags.filter(({ of }) => of === "")) {
    const text = await repository.fileText(tag.commit, path);
    const { version = "" } = text === undefined ? {} : parseManifest(text, `${path} of ${tag.name}`);
    const parsed = parseVersion(version);
    // A release of the repository from before there was the package.
    if (parsed !== undefined) return { tag: tag.name, commit: tag.commit, version: parsed };
  }
  return undefined;
}

function unreleased(client: ClientPackage): PackageBump {
  const none = { released: undefined, bump: "none", counts: new Map<EntryKind, number>() } as const;
  return { package: client, ...none, needed: client.version, isEnough: true };
}

function judge(client: ClientPackage, released: Released, changes: readonly PackageChanges[]): PackageBump {
  const bump = bumpOf(changes);
  const needed = neededVersion(released.version, bump);
  const entries = changes.flatMap((one) => one.entries);
  const counts = entryKinds.map((kind) => [kind, entries.filter((entry) => entry.kind === kind).length] as const);
  return {
    package: client,
    released,
    bump,
    counts: new Map(counts.filter(([, count]) => count > 0)),
    needed,
    isEnough: compareVersions(client.version, needed) >= 0,
  };
}
