import { GateError } from "./gate-error.ts";

/** A side of a comparison as it was named, in buf's input grammar (https://buf.build/docs/reference/inputs/). */
export type Input =
  | { readonly kind: "directory"; readonly text: string; readonly path: string }
  | {
      readonly kind: "git";
      readonly text: string;
      readonly path: string;
      readonly rev: string;
      readonly subdir: string;
    }
  | { readonly kind: "image"; readonly text: string; readonly path: string };

const imagePattern = /\.(binpb|bin|json|txtpb|yaml)(\.(gz|zst))?$/;
const gitKeys = ["ref", "branch", "tag", "commit", "subdir", "depth", "format"];

/**
 * Parses `DIR`, `REPOSITORY.git#ref=REV` (also `branch=`, `tag=`, `commit=`, `subdir=`) or `IMAGE.binpb`.
 * @throws {GateError} for an option that is not known, and for inputs that cannot be read yet
 */
export function parseInput(text: string): Input {
  const [path = "", fragment = ""] = splitOnce(text, "#");
  if (path === "") throw new GateError("usage", `The input "${text}" names no path. ${grammar}`);
  const options = parseOptions(text, fragment);
  const format = options.get("format");
  if (/^(https?|ssh|git):\/\//.test(path) || /^[\w-]+(\.[\w-]+)+\/[\w-]+\/[\w-]+(:.+)?$/.test(path)) {
    throw new GateError("usage", `The input "${text}" is remote, and only local inputs can be read. ${grammar}`);
  }
  if (format === "git" || path === ".git" || path.endsWith(".git") || path.endsWith("/.git")) {
    return parseGit(text, path, options);
  }
  if (options.size > 0 && !(options.size === 1 && format !== undefined)) {
    throw new GateError("usage", `The input "${text}" has options that only a git input takes. ${grammar}`);
  }
  if (format === "binpb" || imagePattern.test(path)) return { kind: "image", text, path };
  return { kind: "directory", text, path };
}

const grammar =
  'Use a folder ("proto", "."), a git revision (".git#ref=main", ".git#tag=v1.2.0,subdir=api") or an image ("schemas.binpb").';

function parseGit(text: string, path: string, options: ReadonlyMap<string, string>): Input {
  const named = ["commit", "tag", "branch", "ref"].filter((key) => options.has(key));
  const [key] = named;
  if (key === undefined || named.length > 1) {
    throw new GateError("usage", `The git input "${text}" must name one revision. ${grammar}`);
  }
  const name = options.get(key) ?? "";
  const rev = key === "tag" ? `refs/tags/${name}` : name;
  // A revision is passed to git as an argument and must not be taken for an option.
  if (name === "" || name.startsWith("-")) {
    throw new GateError("usage", `The git input "${text}" has no usable revision "${name}". ${grammar}`);
  }
  return { kind: "git", text, path, rev, subdir: normaliseSubdir(text, options.get("subdir") ?? ".") };
}

function parseOptions(text: string, fragment: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const pair of fragment === "" ? [] : fragment.split(",")) {
    const [key = "", value = ""] = splitOnce(pair, "=");
    if (!gitKeys.includes(key)) {
      throw new GateError(
        "usage",
        `The input "${text}" has the unknown option "${key}". Known: ${gitKeys.join(", ")}.`,
      );
    }
    options.set(key, value);
  }
  return options;
}

function normaliseSubdir(text: string, subdir: string): string {
  const parts = subdir.split("/").filter((part) => part !== "" && part !== ".");
  if (subdir.startsWith("/") || parts.includes("..")) {
    throw new GateError("usage", `The input "${text}" has a subdir outside of its repository: "${subdir}".`);
  }
  return parts.join("/");
}

function splitOnce(text: string, separator: string): [string, string] | [string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
