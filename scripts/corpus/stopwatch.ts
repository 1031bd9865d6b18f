/** Adds up how long each stage takes, in milliseconds; stages of parallel jobs add up too. */
export class Stopwatch {
  private readonly sums = new Map<string, number>();

  /** Sums by stage, in the order in which the stages were first timed. */
  get stages(): ReadonlyMap<string, number> {
    return this.sums;
  }

  /** Runs a stage and adds its time, also when it fails. */
  async time<T>(stage: string, run: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await run();
    } finally {
      this.sums.set(stage, (this.sums.get(stage) ?? 0) + performance.now() - started);
    }
  }
}
