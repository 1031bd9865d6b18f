import { bindingFates } from "./binding-fates.ts";
import { type HttpBinding, routeOf } from "./http-binding.ts";
import type { HttpComparison, HttpRequest } from "./http-comparison.ts";
import { commonPath, coversPath } from "./match-path.ts";

/** A request that one binding served before and another one catches, or claims as well, now. */
export interface Shadow {
  /** The binding that served it. */
  readonly old: HttpBinding;
  /** The binding in the way. */
  readonly by: HttpBinding;
  readonly request: HttpRequest;
  /** Whether the gateway has to choose between two that match equally well. */
  readonly isTie: boolean;
  /** Whether `by` matches all requests that `old` served, or some. */
  readonly isWhole: boolean;
}

/** Finds what is in the way of bindings that are still there; one shadow per pair of bindings. */
export function* findShadows(http: HttpComparison): IterableIterator<Shadow> {
  const known = new Set(http.before.bindings.map(textOfBinding));
  const still = new Set(http.after.bindings.map(textOfBinding));
  const come = http.after.bindings.filter((binding) => !known.has(textOfBinding(binding)));
  if (come.length === 0) return;
  for (const [old, fate] of bindingFates(http)) {
    if (fate.kind !== "kept" || !http.hasRpc(old)) continue;
    // A binding that was widened may lose to one that has long been there.
    const rivals = still.has(textOfBinding(old)) ? come : http.after.bindings;
    for (const by of rivals) {
      if (by === fate.to) continue;
      const shadow = shadowOf(http, old, by);
      if (shadow !== undefined) yield shadow;
    }
  }
}

function shadowOf(http: HttpComparison, old: HttpBinding, by: HttpBinding): Shadow | undefined {
  if (old.template === undefined || by.template === undefined) return undefined;
  if (old.method !== by.method && old.method !== "*" && by.method !== "*") return undefined;
  const specific = [old, by].find(({ method }) => method !== "*")?.method ?? "GET";
  // "**" is any number of parts: a request of another length may lead elsewhere.
  for (let rest = 1; rest <= longestRest; rest++) {
    const path = commonPath(old.template, by.template, { text: http.filler, rest });
    if (path === undefined) return undefined;
    const before = http.before.route(specific, path);
    const after = http.after.route(specific, path);
    if (before.kind !== "one" || before.binding !== old || !http.differ(before, after)) continue;
    const isTie = after.kind === "several";
    const claims = after.kind === "several" ? after.bindings : after.kind === "one" ? [after.binding] : [];
    if (!claims.includes(by)) continue;
    const isWhole = (by.method === "*" || by.method === old.method) && coversPath(by.template, old.template);
    return { old, by, request: { method: specific, path }, isTie, isWhole };
  }
  return undefined;
}

/** How many parts "**" stands for at most when requests are tried. */
const longestRest = 4;

function textOfBinding(binding: HttpBinding): string {
  return JSON.stringify([binding.rpc, routeOf(binding), binding.body, binding.responseBody]);
}
