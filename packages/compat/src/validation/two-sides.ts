import type { DescMessage, JsonObject, JsonValue, Message } from "@bufbuild/protobuf";
import type { Violation } from "@bufbuild/protovalidate";
import type { SchemaSet } from "@breakwater/schema";
import { type Judge, type Verdict, judgeOf, transport } from "./judge.ts";

/** A message on one side. */
export interface Side {
  readonly schemas: SchemaSet;
  readonly desc: DescMessage;
}

/** A message that goes from one side to the other, and what both say of it. */
export interface Verdicts {
  readonly message: Message;
  readonly writer: Verdict;
  readonly reader: Verdict;
}

/** Has messages judged by the side that writes them and the side that reads them. */
export class TwoSides {
  readonly writer: Side;
  readonly reader: Side;
  /** How many messages were judged. */
  count = 0;
  /** Why rules could not be run, when that happened last. */
  error: string | undefined;
  private readonly judges: { readonly writer: Judge; readonly reader: Judge };

  constructor(writer: Side, reader: Side) {
    this.writer = writer;
    this.reader = reader;
    this.judges = { writer: judgeOf(writer.schemas), reader: judgeOf(reader.schemas) };
  }

  /** Both sides' schemas. */
  get schemas(): readonly SchemaSet[] {
    return [this.writer.schemas, this.reader.schemas];
  }

  /** How many messages are worth a try; fewer if each takes long, so that a finding costs tenths of a second. */
  get budget(): number {
    return Math.max(100, Math.floor(100_000 / (30 + this.writer.desc.fields.length)));
  }

  /** Undefined for JSON that is no such message, or one that does not get from one side to the other. */
  judge(json: JsonObject): Verdicts | undefined {
    this.count += 1;
    try {
      const message = this.judges.writer.read(this.writer.desc, json);
      const writer = this.judges.writer.verdict(this.writer.desc, message);
      const received = transport(this.writer.desc, this.reader.desc, message);
      const reader = this.judges.reader.verdict(this.reader.desc, received);
      for (const verdict of [writer, reader]) if (verdict.kind === "error") this.error = verdict.reason;
      return { message, writer, reader };
    } catch {
      // Not every guess is a value of its type.
      return undefined;
    }
  }

  /** The writer's ProtoJSON of a message. */
  write(message: Message): JsonValue {
    return this.judges.writer.write(this.writer.desc, message);
  }
}

/** The violations on both sides. */
export function violationsOf({ writer, reader }: Verdicts): Violation[] {
  return [writer, reader].flatMap((verdict) => (verdict.kind === "refused" ? verdict.violations : []));
}
