import { readFileSync, rmSync, writeFileSync } from "node:fs";

/** How to tell whether a process is there; tests give their own. */
export interface ProcessTable {
  /** This process's id. */
  readonly self: number;
  /** Command line of a running process, "" when it cannot be read, undefined when there is no such process. */
  commandLine(pid: number): string | undefined;
}

/**
 * Claims a pid file for this process and returns undefined, or returns the pid of the live `start` that has it. A file
 * that a killed process left, also one whose pid belongs to another program by now, is replaced.
 */
export function claimPidFile(path: string, processes: ProcessTable): number | undefined {
  const owner = liveOwner(path, processes);
  if (owner !== undefined) return owner;
  rmSync(path, { force: true });
  // "wx": of two that start at the same moment one fails.
  writeFileSync(path, `${processes.self}\n`, { flag: "wx" });
  return undefined;
}

/** Gives up a claimed pid file. */
export function releasePidFile(path: string): void {
  rmSync(path, { force: true });
}

function liveOwner(path: string, processes: ProcessTable): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
  const pid = Number(text.trim());
  // In a container pids start over, and the file of the run before may hold our own.
  if (!Number.isInteger(pid) || pid <= 0 || pid === processes.self) return undefined;
  const command = processes.commandLine(pid);
  // Where command lines cannot be read, a live pid has to do.
  return command === undefined || (command !== "" && !command.includes("start.ts")) ? undefined : pid;
}

/** The processes of this machine. Command lines are read where the system shows them as files (Linux). */
export function systemProcesses(self: number, signal: (pid: number, signal: 0) => void): ProcessTable {
  return {
    self,
    commandLine: (pid) => {
      try {
        signal(pid, 0);
      } catch (error) {
        // EPERM: it runs, as another user.
        if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return undefined;
      }
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      } catch {
        return "";
      }
    },
  };
}
