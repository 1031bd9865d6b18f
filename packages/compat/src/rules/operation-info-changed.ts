import { type ModelKey, splitKey } from "@breakwater/schema";
import type { JsonValue } from "@bufbuild/protobuf";
import { objectOf, textOf } from "../json-value.ts";
import { parentName } from "../pairing.ts";
import type { Rule } from "../rule.ts";

const option = "(google.longrunning.operation_info)";

const parts = [
  { key: "responseType", name: "response" },
  { key: "metadataType", name: "metadata" },
] as const;

/** The types are in an Any, where no other rule sees them. */
export const operationInfoChanged: Rule = {
  id: "OPERATION_INFO_CHANGED",
  purpose:
    "The google.longrunning.operation_info of an RPC names other types, or is gone. The result of an operation is an Any, and older clients unpack it as the type they were generated for.",
  dimension: "option",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the response and metadata types and extend them with fields; another result is another RPC.",
  covers: [],
  *check(comparison) {
    for (const { beforeKey, afterKey, before, after } of comparison.altered("rpc", option)) {
      if (before[option] === undefined) continue;
      const rpc = `RPC "${splitKey(afterKey).name}"`;
      const keys = { before: beforeKey, after: afterKey, flows: ["old-to-new"] as const };
      if (after[option] === undefined) {
        const message = `The operation types of ${rpc} are gone: generated clients no longer know what its operations give.`;
        yield { ...keys, message };
        continue;
      }
      for (const { key, name } of parts) {
        const old = typeName(beforeKey, objectOf(before[option])[key]);
        const now = typeName(afterKey, objectOf(after[option])[key]);
        if (old === now || old === "") continue;
        const instead = now === "" ? "nothing" : `"${now}"`;
        const message = `The ${name} of operations of ${rpc} is ${instead} instead of "${old}": older clients cannot unpack it.`;
        yield { ...keys, message };
      }
    }
  },
};

/** A name without a dot is one of the RPC's own package (OperationInfo in operations.proto). */
function typeName(rpc: ModelKey, value: JsonValue | undefined): string {
  const name = textOf(value);
  const own = parentName(parentName(splitKey(rpc).name));
  return name === "" || name.includes(".") || own === "" ? name : `${own}.${name}`;
}
