import { parse as parseYaml } from "yaml";
import type { Syntax } from "./matcher.ts";

/** What a configuration file names: the patterns and how they are to be read. */
export interface Reader {
  /** Which files it reads, as git pathspecs; at least one must exist. */
  readonly files: readonly string[];
  readonly syntax: Syntax;
  /** Extracts the patterns from the text of a file; those that take away begin with `!`. */
  readonly read: (text: string) => readonly string[];
}

/** All configuration that names paths, apart from what TypeScript itself checks. */
export const readers: readonly Reader[] = [
  { files: [".github/CODEOWNERS", ".gitattributes"], syntax: "gitignore", read: firstWords },
  // What is let in again; the rest keeps away what need not be there.
  { files: [".dockerignore"], syntax: "glob", read: (text) => firstWords(text).flatMap(letIn) },
  {
    files: [".oxlintrc.json", ".oxfmtrc.json"],
    syntax: "gitignore",
    read: (text) => {
      const config = parseJsonc(text);
      return [...strings(config, "ignorePatterns"), ...list(config, "overrides").flatMap((o) => strings(o, "files"))];
    },
  },
  {
    files: ["tsconfig*.json", ":(glob)**/tsconfig*.json"],
    syntax: "glob",
    read: (text) => {
      const config = parseJsonc(text);
      const references = list(config, "references").flatMap((reference) => strings(reference, "path"));
      return [...["extends", "files", "include", "exclude"].flatMap((key) => strings(config, key)), ...references];
    },
  },
  {
    files: ["knip.json"],
    syntax: "glob",
    read: (text) => {
      const workspaces = property(parseJsonc(text), "workspaces");
      return Object.entries(isRecord(workspaces) ? workspaces : {}).flatMap(([folder, settings]) => {
        const globs = ["entry", "project", "ignore"].flatMap((key) => strings(settings, key));
        return [folder, ...globs.map((glob) => `${folder}/${glob.replaceAll(/^!|!$/g, "")}`)];
      });
    },
  },
  { files: ["pnpm-workspace.yaml"], syntax: "glob", read: (text) => strings(parseYaml(text), "packages") },
  {
    files: ["package.json"],
    syntax: "glob",
    read: (text) => {
      const scripts = property(parseJsonc(text), "scripts");
      const words = Object.values(isRecord(scripts) ? scripts : {}).flatMap((script) => String(script).split(/[\s=]+/));
      return words.filter((word) => word.endsWith(".ts"));
    },
  },
  {
    files: ["buf.yaml"],
    syntax: "glob",
    read: (text) => {
      const config: unknown = parseYaml(text);
      const sections = [property(config, "lint"), property(config, "breaking")];
      const rules = sections.flatMap((section) => {
        const only = property(section, "ignore_only");
        return [...strings(section, "ignore"), ...Object.values(isRecord(only) ? only : {}).flatMap(texts)];
      });
      const modules = list(config, "modules");
      return [...modules.flatMap((module) => [...strings(module, "path"), ...strings(module, "includes")]), ...rules];
    },
  },
  {
    files: ["buf.gen.yaml"],
    syntax: "glob",
    read: (text) => {
      const config: unknown = parseYaml(text);
      const inputs = list(config, "inputs").flatMap((input) => [
        ...strings(input, "directory"),
        ...strings(input, "paths"),
      ]);
      const plugins = list(config, "plugins").flatMap((plugin) => [
        ...strings(plugin, "out"),
        ...strings(plugin, "local").filter((word) => word.includes("/")),
      ]);
      return [...inputs, ...plugins];
    },
  },
];

/** The first word of each line that is neither empty nor a comment. */
function firstWords(text: string): string[] {
  return text.split("\n").flatMap((line) => /^[^#\s]\S*/.exec(line)?.[0] ?? []);
}

function letIn(pattern: string): string[] {
  return pattern.startsWith("!/") ? [pattern.slice(2)] : [];
}

function parseJsonc(text: string): unknown {
  const withoutComments = text.replaceAll(/("(?:\\.|[^"\\])*")|\/\/.*|\/\*[^]*?\*\//g, "$1");
  return JSON.parse(withoutComments.replaceAll(/,(?=\s*[}\]])/g, ""));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function property(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

function list(value: unknown, key: string): unknown[] {
  const items = property(value, key);
  return Array.isArray(items) ? items : [];
}

function texts(value: unknown): string[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item) => typeof item === "string");
}

function strings(value: unknown, key: string): string[] {
  return texts(property(value, key));
}
