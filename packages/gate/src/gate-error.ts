import { exitCodes } from "./exit-code.ts";

/** An outcome without a verdict that a person can do something about; everything else that is thrown is a fault of ours. */
export class GateError extends Error {
  override readonly name = "GateError";
  /** "usage" or "compile", see {@link exitCodes}. */
  readonly outcome: "usage" | "compile";

  /** @param message says what is wrong with which thing and what to do; may have several lines */
  constructor(outcome: "usage" | "compile", message: string) {
    super(message);
    this.outcome = outcome;
  }

  /** Exit code of the process that ends with this error. */
  get exitCode(): number {
    return exitCodes[this.outcome].code;
  }
}
