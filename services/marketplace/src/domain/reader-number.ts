import { createHash } from "node:crypto";

/**
 * The number, 1 to 2^31 − 1, that recommendations.v1 knows a reader by: from the id, so that it stays the same. Readers
 * share one when there are tens of thousands of them, which is a reason to leave v1.
 */
export function readerNumber(readerId: string): number {
  const hash = createHash("sha256").update(readerId).digest().readUInt32BE(0);
  return (hash % 0x7f_ff_ff_ff) + 1;
}
