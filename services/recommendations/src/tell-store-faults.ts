import type { Log } from "@breakwater/service-runtime";
import { Code, ConnectError } from "@connectrpc/connect";
import { StoreFault, type StoreFaultKind } from "./store/store-fault.ts";
import type { Store } from "./store/store.ts";

/** What callers are told of data that cannot be used for now; of anything else they learn an id in the log. */
const answers: Readonly<Record<StoreFaultKind, readonly [code: Code, message: string] | undefined>> = {
  unavailable: [Code.Unavailable, "The data cannot be reached for now: send the same request again."],
  "read-only": [Code.Unavailable, "The data cannot be changed for now, and was not: send the same request again."],
  full: [Code.ResourceExhausted, "There is no space for more data: the same request can be sent when there is."],
  unusable: undefined,
};

/** A store whose faults go to the log, for the operator, and to the caller as a code to act on. */
export function tellStoreFaults(store: Store, log: Log): Store {
  const told = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const answer = error instanceof StoreFault ? answers[error.kind] : undefined;
      if (answer === undefined || !(error instanceof StoreFault)) throw error;
      log.error("the data cannot be used", { kind: error.kind, fault: error.message, cause: String(error.cause) });
      const [code, message] = answer;
      throw new ConnectError(message, code);
    }
  };
  return {
    books: () => told(store.books()),
    taste: (userId) => told(store.taste(userId)),
    record: (feedback, at) => told(store.record(feedback, at)),
    secret: () => told(store.secret()),
    close: () => store.close(),
  };
}
