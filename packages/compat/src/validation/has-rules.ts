import { type DescMessage, hasOption } from "@bufbuild/protobuf";
import {
  field as fieldRules,
  message as messageRules,
  oneof as oneofRules,
} from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";

/** Whether a message, or a message in it, has validation rules. */
export function hasRules(message: DescMessage, seen: Set<string> = new Set()): boolean {
  if (seen.has(message.typeName)) return false;
  seen.add(message.typeName);
  return (
    hasOption(message, messageRules) ||
    message.oneofs.some((oneof) => hasOption(oneof, oneofRules)) ||
    message.fields.some((field) => {
      return hasOption(field, fieldRules) || (field.message !== undefined && hasRules(field.message, seen));
    })
  );
}
