import type { Opinion, Rating } from "../domain/feedback.ts";
import type { Store, Taste } from "./store.ts";

/** A store that can also tell a user's opinions alone. */
export interface OpinionStore extends Store {
  /** The user's last opinion on each book, in no particular order. */
  opinions(userId: string): Promise<readonly Opinion[]>;
}

/**
 * Keeps the ratings of all books, which are the same for all users, so that a list asks the store for one user's
 * opinions alone. Only for a store whose every write comes through here: another writer would not be noticed.
 */
export function keepRatings(store: OpinionStore): Store {
  let ratings: ReadonlyMap<string, Rating> | undefined;
  let begun = 0;
  let underWay = 0;
  /** Reads, and tells whether nothing was being written at the same time: then it goes with what is kept. */
  const readQuietly = async <T>(read: () => Promise<T>): Promise<{ readonly value: T; readonly isQuiet: boolean }> => {
    const before = underWay === 0 ? begun : undefined;
    const value = await read();
    return { value, isQuiet: before === begun };
  };
  const tasteOfStore = async (userId: string): Promise<Taste> => {
    const { value, isQuiet } = await readQuietly(() => store.taste(userId));
    if (isQuiet) ({ ratings } = value);
    return value;
  };
  return {
    books: () => store.books(),
    taste: async (userId) => {
      const kept = ratings;
      if (kept === undefined) return await tasteOfStore(userId);
      const { value: opinions, isQuiet } = await readQuietly(() => store.opinions(userId));
      return isQuiet ? { ratings: kept, opinions } : await tasteOfStore(userId);
    },
    record: async (feedback, at) => {
      begun += 1;
      underWay += 1;
      ratings = undefined;
      try {
        return await store.record(feedback, at);
      } finally {
        underWay -= 1;
      }
    },
    secret: () => store.secret(),
    close: () => store.close(),
  };
}
