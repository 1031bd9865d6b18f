import type { DescMethod } from "@bufbuild/protobuf";
import { Counter, Registry } from "prom-client";
import { givenRequestId } from "../interceptors/request-id.ts";
import type { Request } from "./http.ts";
import type { Log } from "./log.ts";

/** Why a request got no further than the listener. */
export type RefusalReason =
  /** Nothing is served there. */
  | "unknown path"
  /** Its method or content type is of no protocol that is served. */
  | "wrong protocol"
  /** Too many calls are under way. */
  | "overload"
  /** The service shuts down. */
  | "draining"
  /** Its headers or its message cannot be read. */
  | "unreadable"
  /** It ended before its message was there. */
  | "caller left";

/** Counts what was refused, and tells of it. */
export interface RefusedCalls {
  /**
   * Counts a request, and logs it unless the reason is an overload, of which there is one line for many.
   * @param method what it called; undefined when there is no such method
   */
  add(reason: RefusalReason, request: Request, method?: DescMethod): void;
}

// Longer paths are cut: who sends them is no caller.
const LONGEST_PATH = 200;

/**
 * Tells of the requests that the interceptors of a call do not get to see, so that with the calls that they count every
 * request is in one number. The labels are bounded: what is no method of a schema has none.
 */
export function countRefused(log: Log, registry: Registry = new Registry()): RefusedCalls {
  const counter = new Counter({
    name: "rpc_server_calls_refused_total",
    help: "Requests that were answered before they came to the service; rpc_server_calls_total has all others.",
    labelNames: ["service", "method", "reason"] as const,
    registers: [registry],
  });
  return {
    add: (reason, request, method) => {
      const called = { service: method?.parent.typeName ?? "", method: method?.name ?? "" };
      counter.inc({ ...called, reason });
      if (reason === "overload") return;
      const [path = ""] = (request.url ?? "").split("?", 1);
      log.info("call refused", {
        request_id: givenRequestId(request.headers["x-request-id"]),
        reason,
        // Fields that are undefined are left out of the line.
        ...(method === undefined ? { path: path.slice(0, LONGEST_PATH) } : called),
        content_type: request.headers["content-type"],
      });
    },
  };
}
