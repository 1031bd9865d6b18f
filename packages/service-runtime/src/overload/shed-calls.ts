import type { DescMethod } from "@bufbuild/protobuf";
import type { Request, Response } from "../server/http.ts";
import type { Log } from "../server/log.ts";
import { refuseCall } from "../server/refuse-call.ts";
import { Health } from "../third-party/grpc/health/v1/health_pb.ts";
import type { CallLimits } from "./call-limits.ts";
import { overloaded } from "./overloaded.ts";
import { ShedLog } from "./shed-log.ts";

/** Keeps the number of calls within limits. Disposing it writes what the log has not been told yet. */
export interface CallShedder extends Disposable {
  /** Whether a call may begin; one that may not is answered. Nothing of its body has been read by then. */
  admit(method: DescMethod, request: Request, response: Response): boolean;
}

/**
 * Refuses calls as ResourceExhausted, with a time to wait, while as many as allowed are under way. Calls in flight tell
 * of an overload before the process suffers from it and in whatever it waits for, be it a processor or a database; the
 * lag of the event loop tells of one of them, and late. A call counts from its headers until its answer is gone.
 *
 * Streams count by themselves: they stay open without doing anything, so that among the others a thousand quiet watchers
 * would shed every call, and a short burst of calls would shed watchers that cost nothing. Health is never shed: who
 * asks restarts what does not answer, and an overload gets worse by that.
 */
export function shedCalls(limits: CallLimits, log: Log): CallShedder {
  const taken = { calls: 0, streams: 0 };
  const shedLog = new ShedLog(log, limits);
  return {
    admit: (method, request, response) => {
      if (method.parent.typeName === Health.typeName) return true;
      const kind = method.methodKind === "unary" ? "calls" : "streams";
      if (taken[kind] >= limits[kind]) {
        shedLog.tell(kind);
        refuseCall(request, response, overloaded(kind));
        return false;
      }
      taken[kind] += 1;
      response.once("close", () => {
        taken[kind] -= 1;
      });
      return true;
    },
    [Symbol.dispose]: () => shedLog[Symbol.dispose](),
  };
}
