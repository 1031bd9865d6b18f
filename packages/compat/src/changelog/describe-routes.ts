import type { Pair } from "../comparison.ts";
import { type HttpBinding, httpBindings, routeOf } from "../http/http-binding.ts";
import type { Attributes, ModelKey } from "@breakwater/schema";
import { subject } from "./names.ts";
import { type Phrase, listOfCode } from "./phrase.ts";

/** How the ways to call an RPC by HTTP changed. */
export interface RouteChange {
  /** Whether there are more of them and all others stayed as they were. */
  readonly isAddition: boolean;
  readonly text: Phrase;
}

/** Names of a list that a sentence shows. */
const shownRoutes = 4;

/** Tells how the HTTP bindings of an RPC changed. */
export function describeRoutes({ beforeKey, afterKey, before, after }: Pair, packageName: string): RouteChange {
  const [old, now] = [bindingsOf(beforeKey, before), bindingsOf(afterKey, after)];
  const come = [...now.keys()].filter((route) => !old.has(route));
  const gone = [...old.keys()].filter((route) => !now.has(route));
  const what = subject(afterKey, packageName);
  if (come.length > 0 && gone.length === 0) {
    const isAddition = [...old].every(([route, binding]) => isSame(binding, now.get(route)));
    const noun = come.length === 1 ? "HTTP route " : "HTTP routes ";
    return { isAddition, text: [noun, ...listOfCode(come, shownRoutes), " of ", ...what] };
  }
  const isAddition = false;
  if (gone.length === 0) return { isAddition, text: [...what, ": requests by HTTP fill other fields"] };
  if (come.length === 0) {
    return { isAddition, text: [...what, ": no longer called by ", ...listOfCode(gone, shownRoutes)] };
  }
  const routes: Phrase = [...listOfCode(gone, shownRoutes), " → ", ...listOfCode(come, shownRoutes)];
  return { isAddition, text: [...what, ": called by HTTP as ", ...routes] };
}

function bindingsOf(key: ModelKey, attributes: Attributes): ReadonlyMap<string, HttpBinding> {
  return new Map(httpBindings(new Map([[key, attributes]])).map((binding) => [routeOf(binding), binding]));
}

function isSame(one: HttpBinding, other: HttpBinding | undefined): boolean {
  return one.body === other?.body && one.responseBody === other.responseBody;
}
