/** Places for what lasts, such as open streams: some for each key, and some for all. */
export class Slots {
  readonly #perKey: number;
  readonly #all: number;
  readonly #taken = new Map<string, number>();
  #total = 0;

  constructor({ perKey, all }: { readonly perKey: number; readonly all: number }) {
    this.#perKey = perKey;
    this.#all = all;
  }

  /** Number of places that are taken. */
  get taken(): number {
    return this.#total;
  }

  /** Takes a place until it is disposed; undefined when none is left. */
  take(key: string): Disposable | undefined {
    const own = this.#taken.get(key) ?? 0;
    if (own >= this.#perKey || this.#total >= this.#all) return undefined;
    this.#taken.set(key, own + 1);
    this.#total += 1;
    let isTaken = true;
    return {
      [Symbol.dispose]: () => {
        if (!isTaken) return;
        isTaken = false;
        this.#total -= 1;
        const left = (this.#taken.get(key) ?? 1) - 1;
        if (left === 0) this.#taken.delete(key);
        else this.#taken.set(key, left);
      },
    };
  }
}
