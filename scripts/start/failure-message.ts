import { lastLines } from "./last-lines.ts";
import type { Exit, ServiceFailure, ServiceProcess } from "./service-process.ts";
import { portOption } from "./start-options.ts";

/** Log lines that a message shows: enough for an error with the top of its stack. */
const shownLines = 12;

/** Says which service failed, how, and what to do. */
export function failureMessage(service: ServiceProcess, failure: ServiceFailure): string {
  if (failure.kind === "address-in-use") return portBusyMessage(service.name, failure);
  const what =
    failure.kind === "start-failed"
      ? `cannot start: ${failure.message}`
      : `ended unexpectedly, ${describeExit(failure.exit)}`;
  return `start: ${service.name} ${what}\n${logExcerpt(service)}`;
}

/**
 * Says which port is busy, for which service and how to choose another; `earlier` is the pid of a live `start` with the
 * same data folder, which then most likely has the port.
 */
export function portBusyMessage(
  service: string,
  { host, port, earlier }: { host: string; port: number; earlier?: number },
): string {
  const option = `--${portOption(service)} N`;
  const busy = `start: ${service} cannot listen on ${host}:${port}, because another program has that port.\n`;
  if (earlier === undefined) {
    return `${busy}Choose another port with ${option} (0 picks a free one), or stop that program.\n`;
  }
  return `${busy}An earlier start is running with the same data folder, pid ${earlier}; stop it with: kill ${earlier}
To run beside it, choose another port and folder: ${option} --data DIR (port 0 picks a free one)
`;
}

/** Says that another `start` works in the data folder. */
export function dataInUseMessage(data: string, earlier: number): string {
  return `start: ${data} is the data folder of an earlier start that is running, pid ${earlier}.
Stop it with: kill ${earlier}
or choose another folder with --data DIR.
`;
}

/** "with exit code 3" or "killed by SIGKILL". */
function describeExit({ code, signal }: Exit): string {
  return signal === null ? `with exit code ${code}` : `killed by ${signal}`;
}

function logExcerpt({ name, logFile }: ServiceProcess): string {
  const lines = lastLines(logFile, shownLines);
  if (lines.length === 0) return `Its log, ${logFile}, is empty.\n`;
  return `The end of its log, ${logFile}:\n${lines.map((line) => `  ${name} | ${line}\n`).join("")}`;
}
