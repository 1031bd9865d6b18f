/** Milliseconds between two looks at the clock. */
const tick = 1000;

/** Shows a person who waits what is being done: one line that the next one takes the place of, and that is gone at the end. */
export class Progress {
  private readonly show: ((text: string) => void) | undefined;
  /** What is being done, with the time at which it began. */
  private readonly works = new Map<symbol, { readonly what: string; readonly since: number }>();
  private timer: NodeJS.Timeout | undefined;

  /** @param show shows a line in place of the one before, "" for none; undefined where nobody watches */
  constructor(show: ((text: string) => void) | undefined) {
    this.show = show;
  }

  /**
   * Does something, and shows it meanwhile; several things may be done at a time.
   * @param what is done, to continue "breakwater: "
   */
  async during<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    if (this.show === undefined) return await work();
    const id = Symbol(what);
    this.works.set(id, { what, since: performance.now() });
    this.timer ??= setInterval(() => this.refresh(), tick).unref();
    this.refresh();
    try {
      return await work();
    } finally {
      this.works.delete(id);
      if (this.works.size === 0) {
        clearInterval(this.timer);
        this.timer = undefined;
      }
      this.refresh();
    }
  }

  private refresh(): void {
    const works = [...this.works.values()];
    const names = [...new Set(works.map(({ what }) => what))];
    const oldest = Math.min(...works.map(({ since }) => since));
    const seconds = Math.floor((performance.now() - oldest) / 1000);
    this.show?.(names.length === 0 ? "" : `breakwater: ${names.join(", ")}${seconds > 0 ? ` (${seconds} s)` : ""}`);
  }
}
