import { type HttpBinding, routeOf } from "./http-binding.ts";
import type { HttpComparison } from "./http-comparison.ts";
import { covers, coversPath } from "./match-path.ts";

/** What became of a binding of the old side. */
export type Fate =
  /** Every request of it goes to the same RPC and fills the same fields. */
  | { readonly kind: "kept"; readonly to: HttpBinding }
  /** The RPC serves the same requests, and reads them or answers otherwise. */
  | { readonly kind: "remapped"; readonly to: HttpBinding }
  /** The RPC does not serve them; this binding stands where the old one was. */
  | { readonly kind: "replaced"; readonly to: HttpBinding }
  | { readonly kind: "removed" };

/** The fate of each binding of the old side. Which binding is the primary one plays no part, nor does their order. */
export function bindingFates(http: HttpComparison): ReadonlyMap<HttpBinding, Fate> {
  const fates = new Map<HttpBinding, Fate>();
  const before = Map.groupBy(http.before.bindings, ({ rpc }) => rpc);
  const after = Map.groupBy(http.after.bindings, ({ rpc }) => rpc);
  for (const [rpc, bindings] of before) {
    if (bindings[0] === undefined || !http.hasRpc(bindings[0])) {
      for (const binding of bindings) fates.set(binding, fateOfDeleted(http, binding));
      continue;
    }
    for (const [binding, fate] of fatesOfRpc(http, bindings, after.get(rpc) ?? [])) fates.set(binding, fate);
  }
  return fates;
}

/** Callers by HTTP do not notice when an RPC of another name takes and answers the same. */
function fateOfDeleted(http: HttpComparison, old: HttpBinding): Fate {
  const heir = http.after.bindings.find((binding) => {
    const hasSameTypes = binding.input === old.input && binding.output === old.output;
    return hasSameTypes && serves(binding, old) && isSame(http, binding, old);
  });
  return heir === undefined ? { kind: "removed" } : { kind: "kept", to: heir };
}

function fatesOfRpc(
  http: HttpComparison,
  before: readonly HttpBinding[],
  after: readonly HttpBinding[],
): Map<HttpBinding, Fate> {
  const fates = new Map<HttpBinding, Fate>();
  const used = new Set<HttpBinding>();
  for (const old of before) {
    const served = after.filter((binding) => serves(binding, old));
    const kept = served.find((binding) => isSame(http, binding, old));
    const to = kept ?? served[0];
    if (to === undefined) continue;
    used.add(to);
    fates.set(old, { kind: kept === undefined ? "remapped" : "kept", to });
  }
  const gone = before.filter((binding) => !fates.has(binding));
  const come = after.filter((binding) => !used.has(binding));
  // Only where nothing else could be meant: as many came as went, or the primary one for the primary one.
  for (const [index, old] of gone.entries()) {
    const isPrimary = old === before[0] && after[0] !== undefined && come[0] === after[0];
    const to = isPrimary || gone.length === come.length ? come[index] : undefined;
    fates.set(old, to === undefined ? { kind: "removed" } : { kind: "replaced", to });
  }
  return fates;
}

/** Whether a binding takes every request of an old one. */
function serves(binding: HttpBinding, old: HttpBinding): boolean {
  if (binding.method !== "*" && binding.method !== old.method) return false;
  // A path that is no template still says the same when it has not changed.
  if (binding.template === undefined || old.template === undefined) return binding.path === old.path;
  return coversPath(binding.template, old.template);
}

function isSame(http: HttpComparison, binding: HttpBinding, old: HttpBinding): boolean {
  const { body, responseBody } = http.translateBinding(old);
  if (binding.body !== body || binding.responseBody !== responseBody) return false;
  if (binding.template === undefined || old.template === undefined) return true;
  return covers(binding.template, old.template, (field) => http.renamedField(old.input, field));
}

/** What is different in a binding that serves the same requests: `the body fills "book" instead of "*"`. */
export function mappingDifferences(http: HttpComparison, old: HttpBinding, now: HttpBinding): string[] {
  const { body, responseBody } = http.translateBinding(old);
  const differences: string[] = [];
  const same = old.template === undefined || now.template === undefined;
  if (!same && !covers(now.template, old.template, (field) => http.renamedField(old.input, field))) {
    differences.push(`the path fills other fields (now "${routeOf(now)}")`);
  }
  if (body !== now.body) differences.push(`the body is ${bodyName(now.body)} instead of ${bodyName(old.body)}`);
  if (responseBody !== now.responseBody) {
    differences.push(`the answer is ${answerName(now.responseBody)} instead of ${answerName(old.responseBody)}`);
  }
  return differences;
}

function bodyName(body: string): string {
  if (body === "") return "not read";
  return body === "*" ? "the whole request" : `the field "${body}"`;
}

function answerName(responseBody: string): string {
  return responseBody === "" ? "the whole response" : `its field "${responseBody}" alone`;
}
