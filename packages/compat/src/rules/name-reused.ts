import { splitKey } from "@breakwater/schema";
import { describeElement } from "../describe-element.ts";
import { plainText } from "../plain-text.ts";
import { shortName } from "../quote.ts";
import { type Reusable, hasOtherType, reuseWitness, reuses } from "../reuse.ts";
import type { Rule } from "../rule.ts";

/** A name that comes back under its old number is for NUMBER_REUSED to judge. */
export const nameReused: Rule = {
  id: "NAME_REUSED",
  purpose:
    "A new field, extension or enum value has a name, in the schema or in JSON, that another one had in an earlier release, or that was reserved. JSON that was written then is read as something else now, or is read while bytes are not.",
  dimension: "json",
  severity: "error",
  since: "0.1.0",
  advice: "Choose another name, and reserve the names of everything that is deleted.",
  covers: [],
  *check(comparison) {
    for (const reuse of reuses(comparison, names)) {
      const { key, attributes, parent, earlier, releases } = reuse;
      const what = `${describeElement(key)} = ${plainText(attributes["number"])}`;
      const before =
        earlier === undefined
          ? `a name that "${parent}" had reserved`
          : `a name that number ${plainText(earlier.attributes["number"])} had in ${releases}`;
      const isSame = earlier !== undefined && !hasOtherType(attributes, earlier.attributes);
      const follows = isSame ? "JSON from then is taken for it, and bytes are not" : "JSON from then is misread";
      yield {
        after: key,
        flows: ["old-to-new"],
        ...(isSame ? { severity: "warning" } : {}),
        message: `${what} has ${before}: ${follows}.`,
        witness: () => reuseWitness(comparison, reuse, ["json", "binary"]),
      };
    }
  },
};

const names: Reusable = {
  identify: (key, { jsonName }) => {
    const { kind, name: fullName } = splitKey(key);
    // In JSON an extension has its full name.
    if (kind === "extension") return [fullName];
    const name = shortName(fullName);
    return typeof jsonName === "string" ? [name, jsonName] : [name];
  },
  isReserved: (name, { reservedNames }) => Array.isArray(reservedNames) && reservedNames.includes(name),
  isOther: (now, earlier) => now.attributes["number"] !== earlier.attributes["number"],
};
