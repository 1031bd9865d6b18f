import type { DescField, DescMessage, JsonObject } from "@bufbuild/protobuf";
import type { SchemaSet } from "@breakwater/schema";
import { candidatesFor, merged } from "./candidates.ts";
import { hintsOf } from "./hints.ts";
import { hintsOfField, rulesOf } from "./rules-of.ts";

/** Messages that have each combination of values for some fields, few values and small ones first. */
export function* combinations(
  message: DescMessage,
  fields: readonly DescField[],
  sides: readonly SchemaSet[],
): Generator<JsonObject> {
  const rules = sides.map((schemas) => rulesOf(schemas, "message", message.typeName));
  const own = hintsOf(rules);
  const choices = fields.map((field) => {
    const hints = hintsOfField(sides, field);
    const all = merged(own, hints);
    return candidatesFor(field, all, (inner) => hintsOfField(sides, inner)).slice(0, fields.length > 2 ? 12 : 60);
  });
  yield {};
  const open: { readonly json: JsonObject; readonly next: number }[] = [{ json: {}, next: 0 }];
  // By number of fields: those with one value, then those with two, …
  for (let entry = open.shift(); entry !== undefined; entry = open.shift()) {
    for (let index = entry.next; index < fields.length; index += 1) {
      const name = fields[index]?.jsonName ?? "";
      for (const value of choices[index] ?? []) {
        const json = { ...entry.json, [name]: value };
        yield json;
        open.push({ json, next: index + 1 });
      }
    }
  }
}
