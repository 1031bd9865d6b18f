import { join } from "node:path";
import type { Book } from "../domain/book.ts";
import { holdFolder } from "./folder-hold.ts";
import { keepRatings } from "./keep-ratings.ts";
import { openStoreThread } from "./store-thread.ts";
import type { Store } from "./store.ts";

/** Name of the one file in the data folder that has data. */
export const DATA_FILE = "recommendations.sqlite";

/**
 * Opens the store in a folder, which is made if it is missing, and brings its catalogue up to date with `books`. The
 * folder is this process's until the store is closed. SQLite runs in a thread of its own: neither a long list nor a
 * slow disk keeps the process from its other work.
 * @throws {ConfigurationFault} which names the process that has the folder
 * @throws {StoreFault} which names what cannot be used
 */
export async function openSqliteStore(folder: string, books: readonly Book[]): Promise<Store> {
  const hold = holdFolder(folder);
  try {
    // The folder is held, so that nobody else writes.
    const store = keepRatings(await openStoreThread({ path: join(folder, DATA_FILE), books }));
    return {
      books: () => store.books(),
      taste: (userId) => store.taste(userId),
      record: (feedback, at) => store.record(feedback, at),
      secret: () => store.secret(),
      close: async () => {
        await store.close();
        hold[Symbol.dispose]();
      },
    };
  } catch (error) {
    hold[Symbol.dispose]();
    throw error;
  }
}
