/** Evidence for a finding that was run, or why there is none. */
export type Witness = ConfirmedWitness | UnconfirmedWitness;

/** One input and what the two schemas make of it. */
export interface ConfirmedWitness {
  readonly confirmed: true;
  /** Which way the data goes: who writes `input`, and who reads it. */
  readonly flow: "old-to-new" | "new-to-old";
  /**
   * Bytes in hex, JSON, or an HTTP request, the smallest that shows the difference; or a TypeScript program of at most
   * four lines that uses generated code.
   */
  readonly input: { readonly kind: "binary" | "json" | "http" | "typescript"; readonly text: string };
  /** What the writer's schema makes of the input, as one line: JSON, or what is refused and why. */
  readonly before: string;
  /** What the reader's schema makes of it. */
  readonly after: string;
}

/** No evidence could be made; the finding stands on the rule alone. */
export interface UnconfirmedWitness {
  readonly confirmed: false;
  readonly reason: string;
  /**
   * A TypeScript program that should compile against the old generated code and not against the new. This package only
   * plans it: whoever has a compiler can turn it into a confirmed witness.
   */
  readonly program?: string;
}
