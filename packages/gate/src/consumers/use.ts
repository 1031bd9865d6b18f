/** A place in a consumer's source that uses an element of a schema. */
export interface Use {
  /** Path from the folder that is checked, with "/" between parts; absolute outside of it. */
  readonly path: string;
  /** Line from 1. */
  readonly line: number;
  /** Column from 1. */
  readonly column: number;
  /** The line, without the white space around it. */
  readonly text: string;
}
