import { temporaryFolder } from "@breakwater/testkit";
import { openSqliteStore } from "../store/sqlite.ts";
import type { StoreData } from "./store-contract.ts";

/** Data of a SQLite store in a temporary folder. */
export function sqliteData(): StoreData {
  const folder = temporaryFolder();
  return {
    open: (books) => openSqliteStore(folder.path, books),
    [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
  };
}
