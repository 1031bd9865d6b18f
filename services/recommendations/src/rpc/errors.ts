import { type ErrorMapping, type Refusal, runtimeReasons } from "@breakwater/service-runtime";
import { Code } from "@connectrpc/connect";
import { Fault, type FaultReason } from "../domain/fault.ts";

/** Names of the `ErrorReason` values of v1 and v2, without their prefix. */
export type ErrorReason = FaultReason | keyof typeof runtimeReasons;

/** The one mapping from a reason to the code of the call. */
export const codeOf: Readonly<Record<ErrorReason, Code>> = {
  ...runtimeReasons,
  CATEGORY_NOT_FOUND: Code.NotFound,
  PAGE_TOKEN_INVALID: Code.InvalidArgument,
  BOOK_NOT_FOUND: Code.NotFound,
  REQUEST_ID_REUSED: Code.AlreadyExists,
  SHUTTING_DOWN: Code.Unavailable,
};

/** What a caller is told of a fault. */
export function refusalOf({ reason, message, metadata }: Fault): Refusal {
  return { code: codeOf[reason], reason, message, metadata };
}

/** How this service names what it refuses. */
export const errors: ErrorMapping = {
  domain: "recommendations.breakwater.example",
  refusalOf: (thrown) => (thrown instanceof Fault ? refusalOf(thrown) : undefined),
};
