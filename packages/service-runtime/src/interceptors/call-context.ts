import { type ContextKey, createContextKey } from "@connectrpc/connect";

/** Who makes a call, and how that was shown. */
export interface Caller {
  readonly name: string;
  readonly by: "certificate" | "token";
}

/** A trace that a call belongs to (https://www.w3.org/TR/trace-context/). */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The header `traceparent` for calls that this one makes. */
  readonly parent: string;
  /** The header `tracestate`, as it came. */
  readonly state?: string;
}

/** What the certificate of the peer names it; undefined without TLS and without a client certificate. */
export const peerIdentityKey: ContextKey<string | undefined> = createContextKey<string | undefined>(undefined, {
  description: "identity of the peer's certificate",
});

/** Who makes the call; undefined when nobody said. */
export const callerKey: ContextKey<Caller | undefined> = createContextKey<Caller | undefined>(undefined, {
  description: "caller",
});

/** Name of the call in logs and answers, the same in all services that it reaches. */
export const requestIdKey: ContextKey<string | undefined> = createContextKey<string | undefined>(undefined, {
  description: "request id",
});

/** The trace of the call; undefined when neither the caller nor this process traces. */
export const traceContextKey: ContextKey<TraceContext | undefined> = createContextKey<TraceContext | undefined>(
  undefined,
  { description: "trace context" },
);

/** When the call has to be answered, milliseconds since 1970; undefined when it may take any time. */
export const deadlineKey: ContextKey<number | undefined> = createContextKey<number | undefined>(undefined, {
  description: "deadline",
});
