import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { prePushPath } from "../doctor/hook-checks.ts";
import type { Setup } from "../doctor/setup.ts";
import type { RunContext } from "../run-context.ts";

/** What became of the hook. */
export interface HookResult {
  readonly path: string;
  /** "foreign" when another hook is there, which is left alone. */
  readonly kind: "written" | "there" | "foreign";
}

/**
 * Installs a hook that checks what is pushed. git finds it in the repository or where core.hooksPath says; how to start
 * breakwater on this machine is kept in the repository's own configuration, for the hook's folder may be shared.
 */
export async function installHook(context: RunContext, { top, prefix }: Setup, isDry: boolean): Promise<HookResult> {
  const path = await prePushPath(context, top);
  if (existsSync(path)) {
    return { path, kind: readFileSync(path, "utf8").includes("breakwater") ? "there" : "foreign" };
  }
  if (isDry) return { path, kind: "written" };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, hookText, { flag: "wx", mode: 0o755 });
  await context.git(top, ["config", "--local", "breakwater.command", ownCommand(context.io.execPath)]);
  if (prefix !== "") await context.git(top, ["config", "--local", "breakwater.subdir", prefix]);
  return { path, kind: "written" };
}

/** How to start this very command line, for a shell. */
function ownCommand(execPath: string): string {
  const isSource = import.meta.url.endsWith(".ts");
  const main = fileURLToPath(new URL(isSource ? "../main.ts" : "../main.js", import.meta.url));
  const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  return [execPath, ...(isSource ? ["--conditions=@breakwater/source"] : []), main].map(quote).join(" ");
}

/** A line for another hook, which calls this one's work. */
export const hookText: string = String.raw`#!/bin/sh
# Checks schemas before they are pushed. Written by "breakwater init --hook"; "git push --no-verify" goes without.
# git gives the name of the remote, and a line for each ref: LOCAL_REF LOCAL_ID REMOTE_REF REMOTE_ID.
remote=$1
command=$(git config --get breakwater.command) || command='npx --no-install breakwater'
subdir=$(git config --get breakwater.subdir) && subdir=",subdir=$subdir"
# Package managers leave it behind, and breakwater would start there.
unset INIT_CWD
cd "$(git rev-parse --show-toplevel)" || exit 1
failed=0
while read -r _ commit _ _; do
  # All zeros: the ref is deleted.
  case $commit in *[!0]*) ;; *) continue ;; esac
  base=
  for branch in "$remote/HEAD" "$remote/main" "$remote/master"; do
    base=$(git merge-base "$commit" "$branch" 2>/dev/null) && break
  done
  # The first push of all: there is nothing to compare with.
  [ -n "$base" ] || continue
  git diff --quiet "$base" "$commit" -- '*.proto' '*.yaml' .github && continue
  eval "$command" check "'.git#ref=$commit$subdir'" --against "'.git#ref=$base$subdir'" --only format,lint,breaking,policy </dev/null || failed=1
done
if [ "$failed" -ne 0 ]; then
  echo 'The push was stopped: see above. "git push --no-verify" pushes all the same.' >&2
  exit 1
fi
`;
