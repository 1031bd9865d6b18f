/** Whether a service takes calls. */
export type ServingStatus = "serving" | "not serving";

/** What is known of the services of a process, for probes and for clients that choose between processes. */
export class HealthState {
  readonly #services = new Set([""]);
  readonly #waiting = new Set<() => void>();
  #phase: ServingStatus = "not serving";
  #isAble = true;

  /** Makes services known by their full names; "" is the process as a whole, and is always known. */
  add(services: readonly string[]): void {
    for (const service of services) this.#services.add(service);
  }

  /** Full names of the services, "" among them. */
  get services(): readonly string[] {
    return [...this.#services];
  }

  /** Sets the status of all services, and tells those who watch. */
  set(status: ServingStatus): void {
    this.#phase = status;
    this.#wakeWatchers();
  }

  /** Says whether the services have what they stand on, true at first; without it none is serving, whatever was set. */
  setAble(isAble: boolean): void {
    this.#isAble = isAble;
    this.#wakeWatchers();
  }

  #wakeWatchers(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** The status of a service; undefined when the process has no such service. */
  statusOf(service: string): ServingStatus | undefined {
    if (!this.#services.has(service)) return undefined;
    return this.#isAble ? this.#phase : "not serving";
  }

  /** The status now, and each other one from then on, until the signal is aborted. */
  async *watch(service: string, signal: AbortSignal): AsyncGenerator<ServingStatus | undefined, void, undefined> {
    let told: ServingStatus | "nothing" | undefined = "nothing";
    while (!signal.aborted) {
      const status = this.statusOf(service);
      if (status !== told) yield (told = status);
      else await this.#change(signal);
    }
  }

  async #change(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    this.#waiting.delete(resolve);
  }
}
