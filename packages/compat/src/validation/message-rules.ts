import type { JsonObject } from "@bufbuild/protobuf";
import { compareExpressions, expressionsOf } from "./cel-rules.ts";
import { asList, asObject, asText } from "./json.ts";
import { type RuleChange, changesOf } from "./rule-change.ts";

/** Changes between two buf.validate.MessageRules in ProtoJSON. */
export function compareMessageRules(before: JsonObject, after: JsonObject): RuleChange[] {
  return [
    ...compareOneofs(oneofsOf(before), oneofsOf(after)),
    ...compareExpressions(expressionsOf(before), expressionsOf(after), ""),
  ];
}

/** Whether one of a rule's fields must be set, by the names of the fields. */
type Oneofs = ReadonlyMap<string, boolean>;

/** At most one of these fields may be set, as rules of a message have it. */
export function oneofFields(rules: JsonObject): string[] {
  return asList(rules["oneof"]).flatMap((oneof) => asList(asObject(oneof)["fields"]).map(asText));
}

function oneofsOf(rules: JsonObject): Oneofs {
  return new Map(
    asList(rules["oneof"]).map((oneof) => {
      const { fields, required } = asObject(oneof);
      return [asList(fields).map(asText).toSorted().join(", "), required === true];
    }),
  );
}

function compareOneofs(before: Oneofs, after: Oneofs): RuleChange[] {
  const gone = [...before.keys()].filter((fields) => !after.has(fields));
  const come = [...after.keys()].filter((fields) => !before.has(fields));
  // With one gone and another come, only a message can tell which way it goes.
  const sureness = gone.length > 0 && come.length > 0 ? "maybe" : "yes";
  const changes = [
    ...come.flatMap((fields) => changesOf({ tightened: sureness, loosened: "no" }, `"oneof" of ${fields} is new`)),
    ...gone.flatMap((fields) => changesOf({ tightened: "no", loosened: sureness }, `"oneof" of ${fields} is gone`)),
  ];
  for (const [fields, required] of after) {
    const was = before.get(fields);
    if (was === undefined || was === required) continue;
    const text = `"oneof" of ${fields}: "required" is ${required ? "new" : "gone"}`;
    changes.push({ direction: required ? "tightened" : "loosened", isSure: true, text });
  }
  return changes;
}
