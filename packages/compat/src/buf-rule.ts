import type { Dimension } from "./dimension.ts";
import type { Flow } from "./flow.ts";

/** What a breaking rule of buf is about, in the terms of this package. */
export interface BufRule {
  readonly dimension: Dimension;
  readonly flows: readonly Flow[];
}

const both: readonly Flow[] = ["old-to-new", "new-to-old"];
const binary: BufRule = { dimension: "binary", flows: both };
const json: BufRule = { dimension: "json", flows: both };
const rpc: BufRule = { dimension: "rpc", flows: ["old-to-new"] };
const source: BufRule = { dimension: "source", flows: [] };

// Of a rule that is about several dimensions, the one that hurts first: bytes, then JSON, then code.
const byPattern: readonly (readonly [pattern: RegExp, rule: BufRule])[] = [
  [/^(RPC|SERVICE|PACKAGE_SERVICE)_/, rpc],
  [/^PACKAGE_NO_DELETE$/, rpc],
  [/^(FIELD|ENUM_VALUE)_NO_DELETE_UNLESS_NAME_RESERVED$/, json],
  [/^(FIELD|ENUM_VALUE)_NO_DELETE/, binary],
  [/^FIELD_SAME_(TYPE|CARDINALITY|ONEOF|DEFAULT|UTF8_VALIDATION)$/, binary],
  [/^FIELD_WIRE_JSON_/, json],
  [/^FIELD_WIRE_/, binary],
  [/^(FIELD_SAME_(NAME|JSON_NAME)|ENUM_VALUE_SAME_NAME|(ENUM|MESSAGE)_SAME_JSON_FORMAT)$/, json],
  [/^(MESSAGE_SAME_REQUIRED_FIELDS|ENUM_SAME_TYPE|MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT|RESERVED_.*)$/, binary],
];

/** What a breaking rule of buf is about; a rule that is not known is taken to be about source code. */
export function describeBufRule(id: string): BufRule {
  return byPattern.find(([pattern]) => pattern.test(id))?.[1] ?? source;
}
