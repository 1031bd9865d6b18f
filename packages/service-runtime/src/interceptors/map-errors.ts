import { randomUUID } from "node:crypto";
import { pathToString } from "@bufbuild/protobuf/reflect";
import { ValidationError } from "@bufbuild/protovalidate";
import { Code, ConnectError, type ContextValues, type Interceptor } from "@connectrpc/connect";
import type { Log } from "../server/log.ts";
import { requestIdKey } from "./call-context.ts";
import { type ErrorMapping, reasonedError, runtimeReasons } from "./reasoned-error.ts";

/** With what errors are mapped. */
export interface ErrorParts {
  readonly log: Log;
  readonly errors: ErrorMapping;
}

/** Turns whatever a call throws, before or while it streams, into an error that a caller may see. */
export function mapErrors(parts: ErrorParts): Interceptor {
  return (next) => async (request) => {
    const map = (thrown: unknown): ConnectError => toConnectError(thrown, parts, request.contextValues);
    try {
      const response = await next(request);
      return response.stream ? { ...response, message: mapStreamErrors(response.message, map) } : response;
    } catch (error) {
      throw map(error);
    }
  };
}

async function* mapStreamErrors<T>(
  messages: AsyncIterable<T>,
  map: (thrown: unknown) => ConnectError,
): AsyncGenerator<T, void, undefined> {
  try {
    yield* messages;
  } catch (error) {
    throw map(error);
  }
}

/**
 * The error that a caller gets for anything that was thrown while a call was served. Faults of the domain and broken
 * rules keep their message and get an ErrorInfo; what is said about the call itself (a deadline, a cancellation, a
 * message that cannot be parsed) stays as it is; everything else becomes INTERNAL under a new id, and only the log has
 * the rest.
 */
function toConnectError(thrown: unknown, { log, errors }: ErrorParts, values: ContextValues): ConnectError {
  const refusal = errors.refusalOf(thrown);
  if (refusal !== undefined) return reasonedError(errors.domain, refusal);
  if (thrown instanceof ConnectError) {
    if (thrown.cause instanceof ValidationError) return invalidRequest(thrown, thrown.cause, errors.domain);
    if (isRequestParseError(thrown)) return new ConnectError(thrown.rawMessage, Code.InvalidArgument);
    if (isAboutTheCall(thrown)) return thrown;
  }
  // The caller has gone away or its deadline has passed.
  if (thrown instanceof DOMException && thrown.name === "AbortError") return ConnectError.from(thrown);
  const errorId = randomUUID();
  log.error("call failed", { error_id: errorId, request_id: values.get(requestIdKey), error: describe(thrown) });
  const message = `The server failed: its operator finds the cause in the log under ${errorId}.`;
  const metadata = { error_id: errorId };
  return reasonedError(errors.domain, { code: runtimeReasons.INTERNAL, reason: "INTERNAL", message, metadata });
}

/** Whether the RPC library could not parse a binary request; it calls that Internal, but the fault is the caller's. */
function isRequestParseError(error: ConnectError): boolean {
  return error.code === Code.Internal && error.rawMessage.startsWith("parse binary: ");
}

function isAboutTheCall({ code }: ConnectError): boolean {
  return code !== Code.Internal && code !== Code.Unknown && code !== Code.DataLoss;
}

function invalidRequest(thrown: ConnectError, cause: ValidationError, domain: string): ConnectError {
  const [first] = cause.violations;
  const metadata = { field: first === undefined ? "" : pathToString(first.field), rule: first?.ruleId ?? "" };
  const code = runtimeReasons.INVALID_REQUEST;
  const error = reasonedError(domain, { code, reason: "INVALID_REQUEST", message: thrown.rawMessage, metadata });
  // All violations, for clients that show one message per field.
  error.details.push(...thrown.details);
  return error;
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
