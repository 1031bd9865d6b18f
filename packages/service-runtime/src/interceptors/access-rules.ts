import type { TextType } from "../configuration/setting.ts";

/** A caller that shows who it is by a bearer token. */
export interface BearerToken {
  readonly name: string;
  readonly token: string;
}

/** Who may call a method. */
export interface AccessRule {
  /** "package.Service/Method", "package.Service/*" or "*". */
  readonly method: string;
  /** Names of callers; "*" is every caller that is known, "anyone" also those that are not. */
  readonly callers: readonly string[];
}

/** A name and its token, with a colon between them; names from certificates may have colons, those of tokens not. */
export const bearerToken: TextType<BearerToken> = {
  parse: (text) => {
    const [, name, token] = /^([A-Za-z0-9._-]+):([A-Za-z0-9._~+/=-]{16,})$/.exec(text) ?? [];
    return name === undefined || token === undefined ? undefined : { name, token };
  },
  expected: "a name and its token of 16 or more characters, as in web:0123456789abcdef",
};

/** A method and its callers, with an equals sign between them. */
export const accessRule: TextType<AccessRule> = {
  parse: (text) => {
    const [, method, callers] = /^(\*|[A-Za-z0-9_.]+\/(?:\*|[A-Za-z0-9_]+))=([^\s|]+(?:\|[^\s|]+)*)$/.exec(text) ?? [];
    return method === undefined || callers === undefined ? undefined : { method, callers: callers.split("|") };
  },
  expected: 'a method or "*", and its callers, as in shop.v1.Orders/Cancel=web|batch, shop.v1.Orders/*=* or *=anyone',
};

/**
 * Whether a caller may call a method. The rule that names the method decides, else that of its service, else that for
 * all; nobody may when there is none.
 * @param caller name of a known caller; undefined when nobody said
 */
export function mayCall(
  rules: readonly AccessRule[],
  { service, method }: { readonly service: string; readonly method: string },
  caller: string | undefined,
): boolean {
  const patterns = [`${service}/${method}`, `${service}/*`, "*"];
  const pattern = patterns.find((one) => rules.some((rule) => rule.method === one));
  const callers = new Set(rules.filter((rule) => rule.method === pattern).flatMap((rule) => rule.callers));
  if (callers.has("anyone")) return true;
  return caller !== undefined && (callers.has("*") || callers.has(caller));
}
