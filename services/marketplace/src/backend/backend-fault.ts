import { Code, ConnectError } from "@connectrpc/connect";
import { BackendFault } from "../domain/recommendations.ts";

/** What the service says when the fault is in the request: another try of the same gets the same. */
const refusals: ReadonlySet<Code> = new Set([Code.InvalidArgument, Code.NotFound, Code.AlreadyExists, Code.OutOfRange]);

/** Runs a call, and tells a failure in the words of the shop. */
export async function asBackendFault<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw backendFault(error);
  }
}

/** The fault of a call that failed. */
export function backendFault(error: unknown): BackendFault {
  const { code, rawMessage } = ConnectError.from(error);
  return new BackendFault(refusals.has(code) ? "refused" : "unavailable", `${Code[code]}: ${rawMessage}`, error);
}
