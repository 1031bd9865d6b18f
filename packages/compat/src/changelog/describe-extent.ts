import { type Model, type ModelKey, splitKey } from "@breakwater/schema";
import type { Change } from "../change.ts";
import { httpBindings, routeOf } from "../http/http-binding.ts";
import { parentName } from "../pairing.ts";
import { plainText } from "../plain-text.ts";
import type { Group } from "./fold.ts";
import { definitionNouns, relativeName } from "./names.ts";
import { messagesOfOneRpc } from "./single-use.ts";
import { type Phrase, code, listOfCode } from "./phrase.ts";

/** Names of a list that a sentence shows. */
const shownNames = 8;

/**
 * What a reader wants to know beside the name of what came or went: the route of an RPC, the contents of a package.
 * Follows the name, or the verb after it.
 */
export function describeExtent({ key, changes, package: packageName }: Group, model: Model): Phrase {
  const { kind, name } = splitKey(key);
  switch (kind) {
    case "package":
    case "file":
      return joined(": ", contents(withoutMessagesOfRpcs(changes, model), packageName));
    case "service": {
      const rpcs = changes.filter((change) => splitKey(change.key).kind === "rpc").map(({ key: rpc }) => rpc);
      const names = rpcs.map((rpc) => relativeName(splitKey(rpc).name, name));
      const noun = rpcs.length === 1 ? "RPC" : "RPCs";
      return joined(` with the ${noun} `, listOfCode(names, shownNames));
    }
    case "rpc": {
      const [binding] = httpBindings(new Map([[key, model.get(key) ?? {}]]));
      return binding === undefined ? [] : [" (", code(routeOf(binding)), ")"];
    }
    case "oneof": {
      const cases = changes.filter((change) => isCase(change, name)).map((change) => lastPart(change.key));
      return joined(" with ", listOfCode(cases, shownNames));
    }
    case "extension": {
      const extendee = plainText(model.get(key)?.["extendee"]);
      return [" of ", code(relativeName(extendee, packageName))];
    }
    case "message":
    case "field":
    case "enum":
    case "enum value":
      return [];
  }
}

function isCase({ key }: Change, oneof: string): boolean {
  return splitKey(key).kind === "field" && parentName(splitKey(key).name) === parentName(oneof);
}

function lastPart(key: ModelKey): string {
  return key.slice(key.lastIndexOf(".") + 1);
}

/** Who reads of an RPC has read of its request and response, and of what is in them. */
function withoutMessagesOfRpcs(changes: readonly Change[], model: Model): readonly Change[] {
  const rpcs = messagesOfOneRpc(model);
  const there = new Set<ModelKey>(changes.map(({ key }) => key));
  const told = [...rpcs].flatMap(([message, rpc]) => (there.has(rpc) ? [splitKey(message).name] : []));
  return changes.filter(({ key }) => {
    const { name } = splitKey(key);
    return !told.some((message) => name === message || name.startsWith(`${message}.`));
  });
}

/** What is defined directly in a package or file, by kind. */
export function contents(changes: readonly { readonly key: ModelKey }[], packageName: string): Phrase {
  const parts = changes.map(({ key }) => splitKey(key));
  const around = new Set(parts.filter(({ kind }) => kind === "message" || kind === "service").map(({ name }) => name));
  const lists = definitionNouns.flatMap(([kind, one, many]): Phrase[] => {
    const own = parts.filter((part) => part.kind === kind && !around.has(parentName(part.name)));
    const names = [...new Set(own.map(({ name }) => relativeName(name, packageName)))];
    return names.length === 0 ? [] : [[`${names.length === 1 ? one : many} `, ...listOfCode(names, shownNames)]];
  });
  return lists.flatMap((list, index): Phrase => (index === 0 ? list : ["; ", ...list]));
}

function joined(words: string, phrase: Phrase): Phrase {
  return phrase.length === 0 ? [] : [words, ...phrase];
}
