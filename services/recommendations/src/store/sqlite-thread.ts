import { parentPort, workerData } from "node:worker_threads";
import { openSqlStore } from "./sql-store.ts";
import { SqliteDatabase } from "./sqlite-database.ts";
import { failureFrom, type StoreAnswer, type StoreCall, type StoreThreadData } from "./store-messages.ts";
import type { OpinionStore } from "./keep-ratings.ts";

// The thread of a SQLite store: opens the file, says so, and then answers calls, each when it is done.

async function open({ path, books }: StoreThreadData): Promise<OpinionStore> {
  return await openSqlStore(new SqliteDatabase(path), { books, subject: `The data file ${path}` });
}

function run(store: OpinionStore, call: StoreCall<OpinionStore>): Promise<unknown> {
  switch (call.method) {
    case "record":
      return store.record(...call.args);
    case "taste":
      return store.taste(...call.args);
    case "opinions":
      return store.opinions(...call.args);
    default:
      return store[call.method]();
  }
}

async function answer(id: number, work: () => Promise<unknown>): Promise<void> {
  const message: StoreAnswer = await work().then(
    (value) => ({ id, value }),
    (error: unknown) => ({ id, failure: failureFrom(error) }),
  );
  parentPort?.postMessage(message, []);
}

const data: StoreThreadData = workerData;
const opening = open(data);
await answer(0, async () => void (await opening));
const store = await opening.catch(() => undefined);
if (store !== undefined) {
  parentPort?.on("message", (call: StoreCall<OpinionStore>) => {
    void answer(call.id, () => run(store, call)).then(() => call.method === "close" && parentPort?.close());
  });
}
