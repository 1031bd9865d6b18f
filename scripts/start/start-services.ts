import type { ServiceProcess } from "./service-process.ts";
import type { ServiceSpec } from "./services.ts";
import { startAfter } from "./start-after.ts";

/** Starts one service. */
export interface Starter {
  readonly logFileOf: (name: string) => string;
  /** @param callee base address of the service that it calls, where it calls one */
  readonly start: (spec: ServiceSpec, callee?: string) => ServiceProcess;
}

/** Starts services, each that calls another one after that; returns them in their order. */
export function startServices(specs: readonly ServiceSpec[], { logFileOf, start }: Starter): ServiceProcess[] {
  const running = new Map<string, ServiceProcess>();
  const startOne = (spec: ServiceSpec): ServiceProcess => {
    const known = running.get(spec.name);
    if (known !== undefined) return known;
    const callee = specs.find(({ name }) => name === spec.calls?.service);
    const { name } = spec;
    const service =
      callee === undefined
        ? start(spec)
        : startAfter(startOne(callee), { name, logFile: logFileOf(name), start: (url) => start(spec, url) });
    running.set(name, service);
    return service;
  };
  return specs.map(startOne);
}
