import type { Exit, ServiceFailure, ServiceProcess } from "./service-process.ts";

/** A service that starts once another one listens. */
export interface LaterService {
  readonly name: string;
  readonly logFile: string;
  /** Starts it, with the URL of the other. */
  readonly start: (url: string) => ServiceProcess;
}

/**
 * A service that starts as soon as another one listens, under the same supervision as if it ran already. One that is
 * told to end before never starts, and has then ended well.
 */
export function startAfter(needed: ServiceProcess, { name, logFile, start }: LaterService): ServiceProcess {
  const started = Promise.withResolvers<ServiceProcess>();
  const unneeded = Promise.withResolvers<Exit>();
  let child: ServiceProcess | undefined;
  let isOver = false;
  const startWith = async (): Promise<void> => {
    const url = await needed.ready;
    if (isOver) return;
    child = start(url);
    started.resolve(child);
  };
  startWith().catch(started.reject);
  const end = (how: "drain" | "kill"): void => {
    isOver = true;
    if (child === undefined) unneeded.resolve({ code: 0, signal: null });
    else child[how]();
  };
  return {
    name,
    logFile,
    ready: started.promise.then(({ ready }) => ready),
    failed: started.promise.then(({ failed }): Promise<ServiceFailure> => failed),
    exited: Promise.race([unneeded.promise, started.promise.then(({ exited }) => exited)]),
    drain: () => end("drain"),
    kill: () => end("kill"),
  };
}
