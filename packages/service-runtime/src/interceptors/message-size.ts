import { type DescMessage, type Message, toBinary } from "@bufbuild/protobuf";

// Logs and metrics ask for the same message.
const known = new WeakMap<Message, number>();

/**
 * Size of a message in the binary format, bytes; the library does not tell the size on the wire, which compression and
 * JSON change.
 */
export function messageSize(schema: DescMessage, message: Message): number {
  const size = known.get(message) ?? measure(schema, message);
  known.set(message, size);
  return size;
}

function measure(schema: DescMessage, message: Message): number {
  try {
    return toBinary(schema, message).byteLength;
  } catch {
    // A message without a required field can be read and not be written; telling its size must not fail its call.
    return 0;
  }
}
