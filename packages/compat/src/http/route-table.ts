import { splitKey } from "@breakwater/schema";
import type { HttpBinding } from "./http-binding.ts";
import { type Bound, matchPath } from "./match-path.ts";
import type { PathTemplate, Segment } from "./path-template.ts";

/** Where a request goes. */
export type Routed =
  | { readonly kind: "none" }
  | { readonly kind: "one"; readonly binding: HttpBinding; readonly bound: Bound }
  /** Several bindings match equally well: which one gets the request is up to the gateway. */
  | { readonly kind: "several"; readonly bindings: readonly HttpBinding[] };

/**
 * Routes requests by the bindings of a set of schemas. Where several match, the most specific one gets the request:
 * one with a verb before one without, then from the left fixed text before "*" before "**", then its own method before
 * every method. http.proto leaves this open; it is what Envoy's transcoder and Google's frontend do.
 */
export class RouteTable {
  readonly bindings: readonly HttpBinding[];

  constructor(bindings: readonly HttpBinding[]) {
    this.bindings = bindings;
  }

  /** @param path without query */
  route(method: string, path: string): Routed {
    const matches = this.bindings.flatMap((binding) => {
      const bound = takes(binding, method) && binding.template ? matchPath(binding.template, path) : undefined;
      return bound === undefined ? [] : { binding, bound };
    });
    const sorted = matches.toSorted((a, b) => compareSpecificity(a.binding, b.binding));
    const [best] = sorted;
    if (best === undefined) return { kind: "none" };
    const equal = sorted.filter(({ binding }) => compareSpecificity(best.binding, binding) === 0);
    // An RPC that says the same twice still says one thing.
    const outcomes = new Set(equal.map((match) => describeRouted({ kind: "one", ...match })));
    if (outcomes.size > 1) return { kind: "several", bindings: equal.map(({ binding }) => binding) };
    return { kind: "one", ...best };
  }
}

/** What a request leads to, as one line for people; two requests with equal lines are handled alike. */
export function describeRouted(routed: Routed): string {
  switch (routed.kind) {
    case "none":
      return "no route (404)";
    case "several": {
      const names = new Set(routed.bindings.map(({ rpc, path }) => `"${splitKey(rpc).name}" by "${path}"`));
      return `no single route: ${[...names].join(" and ")} match alike`;
    }
    case "one": {
      const { binding, bound } = routed;
      const fields = [...bound].map(([field, value]) => `${field} = ${JSON.stringify(value)}`).toSorted();
      const parts = [`RPC "${splitKey(binding.rpc).name}"`, ...fields, bodyText(binding.body)];
      if (binding.responseBody !== "") parts.push(`the answer is its field "${binding.responseBody}" alone`);
      return parts.join(", ");
    }
  }
}

/** A text for wildcards that is no literal of any of these bindings, so that only wildcards match it. */
export function fillerFor(bindings: Iterable<HttpBinding>): string {
  const literals = new Set<string>();
  for (const { template } of bindings) {
    for (const segment of template?.segments ?? []) if (segment.kind === "literal") literals.add(segment.text);
  }
  let filler = "x";
  while (literals.has(filler)) filler += "x";
  return filler;
}

function takes(binding: HttpBinding, method: string): boolean {
  return binding.method === "*" || binding.method === method;
}

function bodyText(body: string): string {
  if (body === "") return "the query fills the other fields, no body is read";
  return body === "*" ? "the body fills the other fields" : `the body fills "${body}", the query the other fields`;
}

function compareSpecificity(a: HttpBinding, b: HttpBinding): number {
  const byPath = a.template && b.template ? compareTemplates(a.template, b.template) : 0;
  return byPath || Number(a.method === "*") - Number(b.method === "*");
}

function compareTemplates(a: PathTemplate, b: PathTemplate): number {
  const byVerb = Number(a.verb === undefined) - Number(b.verb === undefined);
  if (byVerb !== 0) return byVerb;
  for (let index = 0; index < Math.max(a.segments.length, b.segments.length); index++) {
    const difference = rank(a.segments[index]) - rank(b.segments[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

// A template that ends here is as specific as fixed text.
function rank(segment: Segment | undefined): number {
  if (segment === undefined || segment.kind === "literal") return 0;
  return segment.kind === "*" ? 1 : 2;
}
