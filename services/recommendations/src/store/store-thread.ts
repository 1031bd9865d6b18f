import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Book } from "../domain/book.ts";
import type { Feedback, Opinion } from "../domain/feedback.ts";
import type { OpinionStore } from "./keep-ratings.ts";
import { StoreFault } from "./store-fault.ts";
import { errorFrom, type StoreAnswer, type StoreThreadData } from "./store-messages.ts";
import type { RecordOutcome, Taste } from "./store.ts";

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Opens a data file in a thread of its own, and gives its store. Fails with a StoreFault that names the file; the thread
 * is gone then.
 */
export async function openStoreThread(data: StoreThreadData): Promise<OpinionStore> {
  const store = new StoreThread(data);
  await store.opened;
  return store;
}

class StoreThread implements OpinionStore {
  /** Settles when the file is open, or when it cannot be and the thread has ended. */
  readonly opened: Promise<void>;
  readonly #worker: Worker;
  readonly #exited: Promise<unknown>;
  readonly #pending = new Map<number, Pending>();
  #end: StoreFault | undefined;
  #calls = 0;

  constructor(data: StoreThreadData) {
    // The sources run as they are, what is built has another ending.
    const script = new URL(`./sqlite-thread${extname(import.meta.url)}`, import.meta.url);
    this.#worker = new Worker(script, { workerData: data });
    this.#exited = new Promise((resolve) => this.#worker.once("exit", resolve));
    this.#worker.on("message", (answer: StoreAnswer) => this.#settle(answer));
    // Nobody listens to its errors: one that nothing there expected ends the process, as it does in this thread, and the
    // next process finds all that was acknowledged.
    this.#worker.on("exit", () => this.#fail(`The data file ${data.path} is closed.`));
    this.opened = this.#answer<void>(0).catch(async (error: unknown) => {
      await this.#exited;
      throw error;
    });
  }

  books(): Promise<readonly Book[]> {
    return this.#call("books", []);
  }

  taste(userId: string): Promise<Taste> {
    return this.#call("taste", [userId]);
  }

  opinions(userId: string): Promise<readonly Opinion[]> {
    return this.#call("opinions", [userId]);
  }

  record(feedback: Feedback, at: Date): Promise<RecordOutcome> {
    return this.#call("record", [feedback, at]);
  }

  secret(): Promise<Uint8Array> {
    return this.#call("secret", []);
  }

  async close(): Promise<void> {
    await this.#call("close", []);
    await this.#exited;
  }

  async #call<Method extends keyof OpinionStore>(
    method: Method,
    args: Parameters<OpinionStore[Method]>,
  ): Promise<Awaited<ReturnType<OpinionStore[Method]>>> {
    if (this.#end !== undefined) throw this.#end;
    this.#calls += 1;
    this.#worker.postMessage({ id: this.#calls, method, args }, []);
    return await this.#answer<Awaited<ReturnType<OpinionStore[Method]>>>(this.#calls);
  }

  #answer<T>(id: number): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending.set(id, { resolve, reject });
    // The other thread gives what the method of the store there gave.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return promise as Promise<T>;
  }

  #settle(answer: StoreAnswer): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if ("failure" in answer) pending?.reject(errorFrom(answer.failure));
    else pending?.resolve(answer.value);
  }

  #fail(message: string): void {
    this.#end ??= new StoreFault("unavailable", message);
    for (const { reject } of this.#pending.values()) reject(this.#end);
    this.#pending.clear();
  }
}
