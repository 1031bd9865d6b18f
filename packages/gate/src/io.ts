/** What the command line knows of the world around it. Only `main.ts` makes one from `process`. */
export interface Io {
  /** Folder that relative paths start from, absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether text on stdout may have colour. */
  readonly color: boolean;
  /** Node executable that runs buf's launcher, absolute. */
  readonly execPath: string;
  /** Writes machine output: the report and nothing else. */
  readonly stdout: (text: string) => void;
  /** Writes everything that is for people beside the report. */
  readonly stderr: (text: string) => void;
  /**
   * Shows a line about what is being done in place of the one before, "" for none; undefined where no person watches,
   * as in a pipe or in CI.
   */
  readonly status?: (text: string) => void;
  /** The time, for what expires. */
  readonly now: () => Date;
  /** Aborted when the process is asked to end; commands that run are killed then. */
  readonly signal: AbortSignal;
}
