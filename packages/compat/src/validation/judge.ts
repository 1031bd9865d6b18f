import {
  type DescMessage,
  type Message,
  type Registry,
  fromBinary,
  fromJson,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { type Validator, type Violation, createValidator } from "@bufbuild/protovalidate";
import type { SchemaSet } from "@breakwater/schema";

/** What the rules of a set of schemas say of a message. */
export type Verdict =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly violations: readonly Violation[] }
  /** The rules could not be run. */
  | { readonly kind: "error"; readonly reason: string };

/** Reads, writes and validates messages by the descriptors of a set of schemas. */
export class Judge {
  private readonly registry: Registry;
  private readonly validator: Validator;

  constructor(schemas: SchemaSet) {
    this.registry = schemas.registry.files;
    this.validator = createValidator({ registry: this.registry });
  }

  /** @throws when the JSON is none of such a message */
  read(desc: DescMessage, json: JsonObject): Message {
    return fromJson(desc, json, { registry: this.registry });
  }

  /** The ProtoJSON of a message. */
  write(desc: DescMessage, message: Message): JsonValue {
    return toJson(desc, message, { registry: this.registry });
  }

  verdict(desc: DescMessage, message: Message): Verdict {
    const result = this.validator.validate(desc, message);
    if (result.kind === "valid") return { kind: "accepted" };
    if (result.kind === "error") return { kind: "error", reason: result.error.message };
    return { kind: "refused", violations: result.violations };
  }
}

const judges = new WeakMap<SchemaSet, Judge>();

/** The judge of a set of schemas, made when first asked for. */
export function judgeOf(schemas: SchemaSet): Judge {
  const known = judges.get(schemas);
  if (known !== undefined) return known;
  const judge = new Judge(schemas);
  judges.set(schemas, judge);
  return judge;
}

/**
 * A message of one schema as the other reads it from the wire.
 * @throws when one side cannot write it or the other cannot read it
 */
export function transport(from: DescMessage, to: DescMessage, message: Message): Message {
  return fromBinary(to, toBinary(from, message));
}
