import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Book } from "../domain/book.ts";
import { errorFrom, type StoreAnswer, type StoreCall } from "../store/store-messages.ts";
import type { Store } from "../store/store.ts";

/** What the other process is told; `store` tells its stores apart. */
export type PeerCall = { readonly store: number } & (
  | { readonly id: number; readonly method: "open"; readonly url: string; readonly books: readonly Book[] }
  | StoreCall
);

/** Another process that has stores on PostgreSQL. Disposing it ends it. */
export interface StorePeer extends AsyncDisposable {
  open(url: string, books: readonly Book[]): Promise<Store>;
}

/** Starts the other process. */
export function startStorePeer(): StorePeer {
  const script = fileURLToPath(new URL("./store-peer-main.ts", import.meta.url));
  // Messages keep maps, dates and bytes this way.
  const child = fork(script, { execArgv: ["--conditions=@breakwater/source"], serialization: "advanced" });
  const pending = new Map<number, PromiseWithResolvers<unknown>>();
  child.on("message", (answer: StoreAnswer) => {
    if ("failure" in answer) pending.get(answer.id)?.reject(errorFrom(answer.failure));
    else pending.get(answer.id)?.resolve(answer.value);
    pending.delete(answer.id);
  });
  const exited = once(child, "exit");
  let calls = 0;
  let stores = 0;
  const call = <T>(make: (id: number) => PeerCall): Promise<T> => {
    calls += 1;
    const answer = Promise.withResolvers<unknown>();
    pending.set(calls, answer);
    child.send(make(calls));
    // The other process gives what the method of its store gave.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return answer.promise as Promise<T>;
  };
  return {
    open: async (url, books) => {
      stores += 1;
      const store = stores;
      await call<undefined>((id) => ({ id, store, method: "open", url, books }));
      return peerStore(store, call);
    },
    [Symbol.asyncDispose]: async () => {
      child.disconnect();
      await exited;
    },
  };
}

function peerStore(store: number, call: <T>(make: (id: number) => PeerCall) => Promise<T>): Store {
  return {
    books: () => call((id) => ({ id, store, method: "books", args: [] })),
    taste: (userId) => call((id) => ({ id, store, method: "taste", args: [userId] })),
    record: (feedback, at) => call((id) => ({ id, store, method: "record", args: [feedback, at] })),
    secret: () => call((id) => ({ id, store, method: "secret", args: [] })),
    close: () => call((id) => ({ id, store, method: "close", args: [] })),
  };
}

/** A store whose calls go to two stores in turn. */
export function inTurn(first: Store, second: Store): Store {
  let turns = 0;
  const next = (): Store => {
    turns += 1;
    return turns % 2 === 0 ? first : second;
  };
  return {
    books: () => next().books(),
    taste: (userId) => next().taste(userId),
    record: (feedback, at) => next().record(feedback, at),
    secret: () => next().secret(),
    close: async () => void (await Promise.all([first.close(), second.close()])),
  };
}
