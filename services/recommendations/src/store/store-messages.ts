import { StoreFault, type StoreFaultKind } from "./store-fault.ts";
import type { Store } from "./store.ts";

/** What the thread of a store is started with. */
export interface StoreThreadData {
  /** Path of the data file. */
  readonly path: string;
  readonly books: Awaited<ReturnType<Store["books"]>>;
}

/** A call of one of the methods of a store. */
export type StoreCall<Called extends Store = Store> = {
  readonly [Method in keyof Called]: {
    readonly id: number;
    readonly method: Method;
    readonly args: Called[Method] extends (...args: infer Args) => unknown ? Args : never;
  };
}[keyof Called];

/** The end of a call, or, with the id 0, of the opening. */
export type StoreAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: StoreFailure };

/** An error, without what a message between threads would lose. */
export interface StoreFailure {
  readonly message: string;
  readonly stack: string | undefined;
  /** Of a StoreFault; undefined for any other error. */
  readonly kind: StoreFaultKind | undefined;
}

/** Takes an error apart for the other thread. */
export function failureFrom(error: unknown): StoreFailure {
  const kind = error instanceof StoreFault ? error.kind : undefined;
  if (!(error instanceof Error)) return { message: String(error), stack: undefined, kind };
  return { message: error.message, stack: error.stack, kind };
}

/** Puts it together again. */
export function errorFrom({ message, stack, kind }: StoreFailure): Error {
  const error = kind === undefined ? new Error(message) : new StoreFault(kind, message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
