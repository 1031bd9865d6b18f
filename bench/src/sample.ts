/** Measurements of one server: latencies in milliseconds and the time of whole rounds. */
export class Sample {
  private readonly latencies: number[] = [];
  private seconds = 0;

  /** Calls `once` so many times, `concurrency` at a time, and adds the latencies. Rejects when a call does. */
  async measure(
    once: () => Promise<void>,
    { calls, concurrency }: { calls: number; concurrency: number },
  ): Promise<void> {
    let left = calls;
    const worker = async (): Promise<void> => {
      while (left > 0) {
        left--;
        const start = performance.now();
        // A worker is one caller, who waits for each answer.
        // oxlint-disable-next-line no-await-in-loop
        await once();
        this.latencies.push(performance.now() - start);
      }
    };
    const start = performance.now();
    await Promise.all(Array.from({ length: Math.min(concurrency, calls) }, worker));
    this.seconds += (performance.now() - start) / 1000;
  }

  /** Calls per second over all rounds. */
  get rate(): number {
    return this.latencies.length / this.seconds;
  }

  /** The latency in milliseconds that this share of the calls, 0 to 1, did not exceed (nearest rank). */
  percentile(share: number): number {
    const sorted = this.latencies.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  }
}
