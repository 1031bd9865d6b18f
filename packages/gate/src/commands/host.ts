import type { Rule } from "@breakwater/compat";
import type { RunContext } from "../run-context.ts";
import type { Io } from "../io.ts";
import type { Failure } from "../render/forms.ts";

/** What a command of the command line works with. */
export interface Host {
  readonly io: Io;
  /** Rules of the engine to judge by; all of them by default. */
  readonly engineRules: readonly Rule[] | undefined;
  /** Folder that the command was started in, or `-C`; absolute. */
  readonly folder: () => string;
  /**
   * Runs the work of a command with a temporary folder that is gone afterwards. What it gives is the exit code of the
   * process; what it throws becomes one.
   */
  readonly run: (how: HowToRun, work: (context: RunContext) => Promise<number>) => Promise<void>;
}

/** How a command is run. */
export interface HowToRun {
  /** Form of its output: one that programs read has its errors in it as well. */
  readonly format?: string;
  /** Tells programs why there is no result, instead of that. */
  readonly fail?: (failure: Failure) => Promise<void>;
  /** Whether to take no short cut, and to keep nothing; false by default. */
  readonly isFull?: boolean;
  /** Whether the head may be anybody's, so that nothing of it is run; false by default. */
  readonly isUntrusted?: boolean;
}
