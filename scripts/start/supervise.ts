import type { ServiceFailure, ServiceProcess } from "./service-process.ts";

/** How the stack came to its end. */
export type Ending = "stopped" | "address-in-use" | "failed" | "killed";

/** What drives the supervision, and what hears of it. */
export interface Supervision {
  /** Drain all services. */
  readonly stop: AbortSignal;
  /** End all services at once. */
  readonly kill: AbortSignal;
  /** All services listen; their URLs in the order of the services. */
  onReady(urls: readonly string[]): void;
  /** A service failed; the others are drained next. */
  onFailure(service: ServiceProcess, failure: ServiceFailure): void;
}

interface Failed {
  readonly service: ServiceProcess;
  readonly failure: ServiceFailure;
}

/**
 * Waits for the services to listen, then until `stop` is aborted or one of them fails; drains all of them, each with
 * one signal, and returns when every process is gone. A service that does not drain cleanly counts as failed.
 */
export async function superviseServices(
  services: readonly ServiceProcess[],
  supervision: Supervision,
): Promise<Ending> {
  const failed = Promise.race(
    services.map(async (service): Promise<Failed> => ({ service, failure: await service.failed })),
  );
  const stopped = aborted(supervision.stop);
  const urls = await Promise.race([Promise.all(services.map(({ ready }) => ready)), failed, stopped]);
  if (Array.isArray(urls)) supervision.onReady(urls);
  const first = await Promise.race([failed, stopped]);
  if (first !== undefined) supervision.onFailure(first.service, first.failure);
  const clean = await drain(services, supervision, first?.service);
  if (supervision.kill.aborted) return "killed";
  if (first?.failure.kind === "address-in-use") return "address-in-use";
  return first === undefined && clean ? "stopped" : "failed";
}

/** Returns whether each service ended without an error; tells of those that did not, except the one that is known. */
async function drain(
  services: readonly ServiceProcess[],
  supervision: Supervision,
  known: ServiceProcess | undefined,
): Promise<boolean> {
  void aborted(supervision.kill).then(() => services.forEach((service) => service.kill()));
  for (const service of services) service.drain();
  const results = services.map(async (service): Promise<boolean> => {
    const exit = await service.exited;
    // SIGTERM is ours: it came before the service could listen to signals.
    const expected = exit.code === 0 || exit.signal === "SIGTERM" || supervision.kill.aborted;
    if (expected || service === known) return true;
    supervision.onFailure(service, { kind: "exited", exit });
    return false;
  });
  return (await Promise.all(results)).every(Boolean);
}

/** Settles with nothing when the signal is aborted, also when it was before. */
function aborted(signal: AbortSignal): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  if (signal.aborted) resolve(undefined);
  signal.addEventListener("abort", () => resolve(undefined), { once: true });
  return promise;
}
