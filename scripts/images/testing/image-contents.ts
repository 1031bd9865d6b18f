import { readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";

/** What has no business where a service runs: whoever gets in would use it. */
const tools: ReadonlySet<string> = new Set(
  [
    "sh bash dash busybox env su sudo",
    "apt apt-get dpkg apk npm npx pnpm yarn corepack pip git curl wget",
    "cc gcc c++ g++ clang ld make python3 perl tsc buf openssl",
  ].flatMap((line) => line.split(" ")),
);

/** Paths of all files and links in a folder, relative to it, with `/` before each. */
export function listFiles(root: string): string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => `/${relative(root, join(entry.parentPath, entry.name))}`)
    .toSorted();
}

/** The paths that are tools, TypeScript sources, or private keys by their name. */
export function unwantedFiles(paths: readonly string[]): string[] {
  return paths.filter((path) => {
    const isTool = /(^|\/)\.?s?bin\/[^/]*$/.test(path) && tools.has(basename(path));
    const isSource = path.startsWith("/app/") && path.includes("@breakwater/") && /(?<!\.d)\.ts$/.test(path);
    const isCompiler = /\/node_modules\/(typescript|@bufbuild\/buf|@bufbuild\/protoc-gen-es|vitest)\//.test(path);
    return isTool || isSource || isCompiler || /\.(key|p12|pfx)$|(^|\/)(\.npmrc|\.env[^/]*|id_[a-z0-9]+)$/.test(path);
  });
}

/** Whether bytes hold a private key in PEM: the line that begins one and what a key looks like. */
export function holdsPrivateKey(bytes: Buffer): boolean {
  const end = "PRIVATE KEY-----";
  for (let at = bytes.indexOf(end); at !== -1; at = bytes.indexOf(end, at + 1)) {
    const around = bytes.toString("latin1", at - 32, at + end.length + 80);
    if (/-----BEGIN [A-Z ]*PRIVATE KEY-----\r?\n[A-Za-z0-9+/=\r\n]{60}/.test(around)) return true;
  }
  return false;
}
