import type { ConnectError, Interceptor } from "@connectrpc/connect";
import type { Log } from "../server/log.ts";
import { ErrorInfoSchema } from "../third-party/google/rpc/error_details_pb.ts";
import { callerKey, peerIdentityKey, requestIdKey, traceContextKey } from "./call-context.ts";
import { type CallRequest, observeCall } from "./observe-call.ts";
import { redactedMessage } from "./redacted-message.ts";

/** Whether a process takes a call or makes it. */
export type CallSide = "server" | "client";

/**
 * Writes a line of a level for each call when it ends: who called what, the code that the caller sees, how long it took and how
 * much went over. At the level debug also a line when it begins, with the message of a unary call but for the fields
 * that `debug_redact` marks. Texts of errors are not written: they may quote what was sent.
 */
export function logCalls(log: Log, side: CallSide, level: "info" | "debug" = "info"): Interceptor {
  const ended = side === "server" ? "call served" : "call made";
  return observeCall((request) => {
    if (log.showsDebug) log.debug("call begins", { ...whatOf(request), ...messageOf(request) });
    return {
      end: ({ code, error, durationMs, ...sizes }) => {
        if (level === "debug" && !log.showsDebug) return;
        log[level](ended, {
          ...whatOf(request),
          code,
          reason: reasonOf(error),
          // Microseconds are all that the clock is good for.
          duration_ms: Math.round(durationMs * 1000) / 1000,
          requests: sizes.requests,
          request_bytes: sizes.requestBytes,
          responses: sizes.responses,
          response_bytes: sizes.responseBytes,
        });
      },
    };
  });
}

// Fields that are undefined are left out of the line.
function whatOf({ service, method, contextValues }: CallRequest): Readonly<Record<string, unknown>> {
  const caller = contextValues.get(callerKey);
  return {
    request_id: contextValues.get(requestIdKey),
    trace_id: contextValues.get(traceContextKey)?.traceId,
    service: service.typeName,
    method: method.name,
    peer: caller?.name ?? contextValues.get(peerIdentityKey),
    peer_by: caller?.by,
  };
}

function messageOf(request: CallRequest): Readonly<Record<string, unknown>> {
  return request.stream ? {} : { request: redactedMessage(request.method.input, request.message) };
}

function reasonOf(error: ConnectError | undefined): string | undefined {
  return error?.findDetails(ErrorInfoSchema).at(0)?.reason;
}
