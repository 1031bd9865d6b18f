import { randomUUID } from "node:crypto";
import { pathToString } from "@bufbuild/protobuf/reflect";
import { CompilationError, RuntimeError, ValidationError } from "@bufbuild/protovalidate";
import { Code, ConnectError } from "@connectrpc/connect";
import { Fault, type FaultReason } from "../domain/fault.ts";
import type { Log } from "@breakwater/service-runtime";
import { ErrorInfoSchema } from "@breakwater/service-runtime";

/** Domain of every google.rpc.ErrorInfo that this service sends. */
const ERROR_DOMAIN = "recommendations.breakwater.example";

/** Names of the `ErrorReason` values of v1 and v2, without their prefix. */
export type ErrorReason = FaultReason | "INTERNAL" | "INVALID_REQUEST";

/** The one mapping from a reason to the code of the call. */
export const codeOf: Readonly<Record<ErrorReason, Code>> = {
  INVALID_REQUEST: Code.InvalidArgument,
  CATEGORY_NOT_FOUND: Code.NotFound,
  PAGE_TOKEN_INVALID: Code.InvalidArgument,
  BOOK_NOT_FOUND: Code.NotFound,
  REQUEST_ID_REUSED: Code.AlreadyExists,
  SHUTTING_DOWN: Code.Unavailable,
  INTERNAL: Code.Internal,
};

/**
 * The error that a caller gets for anything that was thrown while a call was served. Faults and broken rules keep
 * their message and get an ErrorInfo; what the RPC library says about the call itself (a deadline, a cancellation, a
 * message that cannot be parsed) stays as it is; everything else becomes INTERNAL under a new id, and only the log
 * has the rest.
 */
export function toConnectError(thrown: unknown, log: Log): ConnectError {
  if (thrown instanceof Fault) return withReason(thrown.reason, thrown.message, thrown.metadata);
  if (thrown instanceof ConnectError) {
    if (thrown.cause instanceof ValidationError) return invalidRequest(thrown, thrown.cause);
    if (isRequestParseError(thrown)) return new ConnectError(thrown.rawMessage, Code.InvalidArgument);
    if (isAboutTheCall(thrown)) return thrown;
  }
  // The caller has gone away or its deadline has passed.
  if (thrown instanceof DOMException && thrown.name === "AbortError") return ConnectError.from(thrown);
  const errorId = randomUUID();
  log.error("call failed", { error_id: errorId, error: describe(thrown) });
  const message = `The server failed: its operator finds the cause in the log under ${errorId}.`;
  return withReason("INTERNAL", message, { error_id: errorId });
}

/** Whether the RPC library could not parse a binary request; it calls that Internal, but the fault is the caller's. */
function isRequestParseError(error: ConnectError): boolean {
  return error.code === Code.Internal && error.rawMessage.startsWith("parse binary: ");
}

function isAboutTheCall({ code, cause }: ConnectError): boolean {
  // The validation interceptor blames the caller for a rule that cannot be evaluated.
  if (cause instanceof CompilationError || cause instanceof RuntimeError) return false;
  return code !== Code.Internal && code !== Code.Unknown && code !== Code.DataLoss;
}

function withReason(reason: ErrorReason, message: string, metadata: Readonly<Record<string, string>>): ConnectError {
  const value = { reason, domain: ERROR_DOMAIN, metadata: { ...metadata } };
  return new ConnectError(message, codeOf[reason], undefined, [{ desc: ErrorInfoSchema, value }]);
}

function invalidRequest(thrown: ConnectError, cause: ValidationError): ConnectError {
  const [first] = cause.violations;
  const metadata = { field: first === undefined ? "" : pathToString(first.field), rule: first?.ruleId ?? "" };
  const error = withReason("INVALID_REQUEST", thrown.rawMessage, metadata);
  // All violations, for clients that show one message per field.
  error.details.push(...thrown.details);
  return error;
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
