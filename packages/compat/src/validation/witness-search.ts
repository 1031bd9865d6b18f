import type { DescField, JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Violation } from "@bufbuild/protovalidate";
import { fillMessage } from "./fill-message.ts";
import { type TwoSides, violationsOf } from "./two-sides.ts";

/** What a message is looked for that one side accepts and the other refuses. */
export interface Search {
  /** The writer is to accept, the reader to refuse. */
  readonly sides: TwoSides;
  /** Messages to try, in the writer's ProtoJSON, in this order. */
  readonly attempts: Iterable<JsonObject>;
  /** The writer's fields that only the attempts set; all others are filled as the rules want it. */
  readonly targets: readonly DescField[];
  /** Whether a violation on the reader's side is one of the rules in question. */
  readonly isInQuestion: (violation: Violation) => boolean;
}

/** A message that one side accepts and the other refuses. */
export interface Found {
  readonly json: JsonValue;
  readonly violations: readonly Violation[];
}

/** Nothing was found. */
export interface NotFound {
  readonly attempts: number;
  /** Why it had to be so, when that is known. */
  readonly obstacle: string | undefined;
}

/** Looks for a message that the writer's rules accept and the reader's refuse. */
export function searchWitness(search: Search): Found | NotFound {
  const base = baseOf(search);
  let count = 0;
  for (const attempt of search.attempts) {
    if (count >= search.sides.budget) break;
    count += 1;
    const found = evidence(search, { ...base, ...attempt });
    if (found !== undefined) return minimal(search, { ...base, ...attempt }, attempt) ?? found;
  }
  return { attempts: count, obstacle: search.sides.error ?? obstacleIn(search, base) };
}

/** What makes the rules of the other fields content. */
function baseOf({ sides, targets }: Search): JsonObject {
  const message = fillMessage(sides);
  const taken = sides.writer.desc.fields.filter((field) => {
    return targets.some(
      ({ number, oneof }) => number === field.number || (oneof !== undefined && oneof === field.oneof),
    );
  });
  const names = new Set(taken.map(({ jsonName }) => jsonName));
  return Object.fromEntries(Object.entries(message).filter(([name]) => !names.has(name)));
}

function evidence({ sides, isInQuestion }: Search, json: JsonObject): Found | undefined {
  const verdicts = sides.judge(json);
  if (verdicts?.writer.kind !== "accepted" || verdicts.reader.kind !== "refused") return undefined;
  const { violations } = verdicts.reader;
  return violations.some(isInQuestion) ? { json: sides.write(verdicts.message), violations } : undefined;
}

/** The evidence without the fields that it does not need. */
function minimal(search: Search, json: JsonObject, attempt: JsonObject): Found | undefined {
  let found: Found | undefined;
  let least = json;
  for (const name of Object.keys(json)) {
    if (name in attempt) continue;
    const rest = Object.fromEntries(Object.entries(least).filter(([other]) => other !== name));
    const smaller = evidence(search, rest);
    const isClear = smaller?.violations.every(search.isInQuestion);
    if (smaller === undefined || isClear !== true) continue;
    least = rest;
    found = smaller;
  }
  return found;
}

/** What is wrong with a message beside the rules in question, whatever is tried. */
function obstacleIn({ sides, isInQuestion }: Search, base: JsonObject): string | undefined {
  const verdicts = sides.judge(base);
  const obstacle = verdicts === undefined ? undefined : violationsOf(verdicts).find((one) => !isInQuestion(one));
  return obstacle === undefined ? undefined : `no message was found that satisfies ${obstacle.toString()}`;
}
