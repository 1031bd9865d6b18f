import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorInfoSchema } from "../third-party/google/rpc/error_details_pb.ts";

/** Why a call is refused, as its caller is told. */
export interface Refusal {
  readonly code: Code;
  /** Name of the reason in the contract, UPPER_SNAKE_CASE. */
  readonly reason: string;
  /** For people, and safe to send. */
  readonly message: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** How a service names what it refuses. */
export interface ErrorMapping {
  /** Domain of every google.rpc.ErrorInfo that the service sends, as in "orders.breakwater.example". */
  readonly domain: string;
  /** What a thrown value means to a caller; undefined when it is no fault of the domain. */
  readonly refusalOf: (thrown: unknown) => Refusal | undefined;
}

/** The codes of the reasons that the runtime itself gives; contracts name both. */
export const runtimeReasons: Readonly<Record<"INTERNAL" | "INVALID_REQUEST", Code>> = {
  INTERNAL: Code.Internal,
  INVALID_REQUEST: Code.InvalidArgument,
};

/** The error of a refusal, with its google.rpc.ErrorInfo. */
export function reasonedError(domain: string, { code, reason, message, metadata = {} }: Refusal): ConnectError {
  const value = { reason, domain, metadata: { ...metadata } };
  return new ConnectError(message, code, undefined, [{ desc: ErrorInfoSchema, value }]);
}
