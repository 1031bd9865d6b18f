import { openPostgresStore } from "../store/postgres.ts";
import { failureFrom, type StoreAnswer } from "../store/store-messages.ts";
import type { Store } from "../store/store.ts";
import type { PeerCall } from "./store-peer.ts";

// A process that opens stores on PostgreSQL for a test, and calls them as it is told.

const stores = new Map<number, Store>();

async function run(call: PeerCall): Promise<unknown> {
  if (call.method === "open") {
    stores.set(call.store, await openPostgresStore({ url: call.url }, call.books));
    return undefined;
  }
  const store = stores.get(call.store);
  if (store === undefined) throw new Error("the store was not opened");
  if (call.method === "record") return await store.record(...call.args);
  if (call.method === "taste") return await store.taste(...call.args);
  return await store[call.method]();
}

process.on("message", (call: PeerCall) => {
  const { id } = call;
  void run(call)
    .then(
      (value): StoreAnswer => ({ id, value }),
      (error: unknown): StoreAnswer => ({ id, failure: failureFrom(error) }),
    )
    .then((answer) => process.send?.(answer));
});
