import type { ConnectError } from "@connectrpc/connect";
import { durationMs } from "@bufbuild/protobuf/wkt";
import { RetryInfoSchema } from "../third-party/google/rpc/error_details_pb.ts";

/**
 * When a server wants to be called again, milliseconds from now; undefined when it does not say, and never as Infinity.
 * Read of google.rpc.RetryInfo, else of `grpc-retry-pushback-ms`, in which what is no number means never
 * (https://github.com/grpc/proposal/blob/master/A6-client-retries.md#pushback).
 */
export function retryHint(error: ConnectError): number | undefined {
  const delay = error.findDetails(RetryInfoSchema).at(0)?.retryDelay;
  if (delay !== undefined) return Math.max(0, durationMs(delay));
  const pushback = error.metadata.get("grpc-retry-pushback-ms");
  if (pushback === null) return undefined;
  return /^\d{1,10}$/.test(pushback) ? Number(pushback) : Infinity;
}
