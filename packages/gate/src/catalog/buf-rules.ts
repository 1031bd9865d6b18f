import { describeBufRule } from "@breakwater/compat";
import { adviceFor } from "../advice.ts";
import type { CheckKind } from "../buf-config.ts";
import type { RunContext } from "../run-context.ts";
import type { KnownRule } from "./known-rule.ts";

/** Asks the pinned buf for its rules of one kind, deprecated ones included; plugins of a `buf.yaml` are not asked. */
export async function bufRules(context: RunContext, kind: CheckKind): Promise<KnownRule[]> {
  const args = ["config", `ls-${kind}-rules`, "--version", "v2", "--include-deprecated", "--format", "json"];
  const { exitCode, stdout, stderr } = await context.buf(context.scratch, args);
  if (exitCode !== 0) throw new Error(`buf does not list its ${kind} rules: ${stderr}`);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => toRule(kind, JSON.parse(line)));
}

function toRule(kind: CheckKind, entry: unknown): KnownRule {
  const isRule = typeof entry === "object" && entry !== null && "id" in entry && "purpose" in entry;
  if (!isRule) throw new Error(`buf lists a rule without id or purpose: ${JSON.stringify(entry)}`);
  const id = String(entry.id);
  const categories = "categories" in entry && Array.isArray(entry.categories) ? entry.categories.map(String) : [];
  const dimension = kind === "breaking" ? describeBufRule(id).dimension : null;
  const purpose = String(entry.purpose);
  const advice = adviceFor(kind, id);
  return { id, source: "buf", check: kind, dimension, severity: "error", purpose, advice, categories, covers: [] };
}
