import { type ModelKey, splitKey } from "@breakwater/schema";
import { describeElement } from "../describe-element.ts";
import { plainText } from "../plain-text.ts";
import { shortName } from "../quote.ts";
import { type Earlier, type Reusable, hasOtherType, reuseWitness, reuses } from "../reuse.ts";
import type { Rule } from "../rule.ts";
import { typeText } from "../wire-type.ts";

/** Looks at all earlier releases, and at what the base reserves; the base's own numbers are for other rules. */
export const numberReused: Rule = {
  id: "NUMBER_REUSED",
  purpose:
    "A new field, extension or enum value has a number that another one had in an earlier release, or that was reserved. Bytes that were written then are read as something else now.",
  dimension: "binary",
  severity: "error",
  since: "0.1.0",
  advice: "Take the next free number, and reserve those of everything that is deleted.",
  covers: [],
  *check(comparison) {
    for (const reuse of reuses(comparison, numbers)) {
      const { key, attributes, parent, earlier, releases } = reuse;
      const type = attributes["type"] === undefined ? "" : ` of type "${typeText(attributes)}"`;
      const before =
        earlier === undefined
          ? `which "${parent}" had reserved`
          : `which was ${describeEarlier(earlier)} in ${releases}`;
      yield {
        after: key,
        flows: ["old-to-new"],
        message: `${describeElement(key)}${type} has number ${plainText(attributes["number"])}, ${before}: bytes from then are read as something else.`,
        witness: () => reuseWitness(comparison, reuse, ["binary"]),
      };
    }
  },
};

const numbers: Reusable = {
  identify: (_, { number }) => [plainText(number)],
  isReserved: (number, { reservedRanges }) => {
    const ranges = Array.isArray(reservedRanges) ? reservedRanges : [];
    return ranges.some((range) => {
      const [start, last] = Array.isArray(range) ? range : [];
      return Number(start) <= Number(number) && Number(number) <= Number(last);
    });
  },
  isOther: (now, earlier) => {
    return nameOf(now.key) !== nameOf(earlier.key) || hasOtherType(now.attributes, earlier.attributes);
  },
};

/** Extensions of one message can have one name in several places. */
function nameOf(key: ModelKey): string {
  const { kind, name } = splitKey(key);
  return kind === "extension" ? name : shortName(name);
}

function describeEarlier({ key, attributes }: Earlier): string {
  const name = `"${nameOf(key)}"`;
  return attributes["type"] === undefined ? name : `${name} of type "${typeText(attributes)}"`;
}
