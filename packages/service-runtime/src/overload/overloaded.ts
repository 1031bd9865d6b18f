import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { RetryInfoSchema } from "../third-party/google/rpc/error_details_pb.ts";
import type { CallLimits } from "./call-limits.ts";

const LEAST_WAIT_MS = 500;
const SPREAD_MS = 1000;

/**
 * The error of a call that came while too many were under way. When to call again is told in each way that clients
 * read: google.rpc.RetryInfo, `grpc-retry-pushback-ms`
 * (https://github.com/grpc/proposal/blob/master/A6-client-retries.md#pushback) and `retry-after` (RFC 9110, section
 * 10.2.3). Each caller is told another time, or all would come back at once.
 */
export function overloaded(kind: keyof CallLimits): ConnectError {
  const waitMs = LEAST_WAIT_MS + Math.floor(Math.random() * SPREAD_MS);
  return new ConnectError(
    `The server has too many ${kind} in flight: call again after ${waitMs} ms.`,
    Code.ResourceExhausted,
    { "retry-after": String(Math.ceil(waitMs / 1000)), "grpc-retry-pushback-ms": String(waitMs) },
    [{ desc: RetryInfoSchema, value: { retryDelay: durationFromMs(waitMs) } }],
  );
}
