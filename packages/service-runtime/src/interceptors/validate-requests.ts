import type { DescMessage, Message } from "@bufbuild/protobuf";
import { type Validator, createValidator, violationsToProto } from "@bufbuild/protovalidate";
import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";

/**
 * Refuses requests that break a rule of their schema, each message of a stream when it is read. A rule that cannot be
 * evaluated is the server's fault and no invalid request: its error is thrown as it is.
 */
export function validateRequests(validator: Validator = createValidator()): Interceptor {
  return (next) => async (request) => {
    const check = (message: Message): void => refuseInvalid(validator, request.method.input, message);
    if (request.stream) return await next({ ...request, message: checked(request.message, check) });
    check(request.message);
    return await next(request);
  };
}

async function* checked<T>(
  messages: AsyncIterable<T>,
  check: (message: T) => void,
): AsyncGenerator<T, void, undefined> {
  for await (const message of messages) {
    check(message);
    yield message;
  }
}

function refuseInvalid(validator: Validator, schema: DescMessage, message: Message): void {
  const result = validator.validate(schema, message);
  if (result.kind === "valid") return;
  if (result.kind === "error") throw result.error;
  const [value, desc] = violationsToProto(result.violations);
  throw new ConnectError(result.error.message, Code.InvalidArgument, undefined, [{ desc, value }], result.error);
}
