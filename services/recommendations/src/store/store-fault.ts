/** What is wrong with the data. */
export type StoreFaultKind =
  /** It cannot be opened as it is. */
  | "unusable"
  /** The database cannot be reached for now. */
  | "unavailable"
  /** There is no space left. */
  | "full"
  /** It can be read and not written. */
  | "read-only";

/**
 * The data cannot be used; the message says which, why and what to do, for the operator. A write that failed with one
 * was not recorded, but for a lost connection, where it may have been: the same request can be sent again either way.
 */
export class StoreFault extends Error {
  override readonly name = "StoreFault";
  /** Tells whoever starts the service what kind of fault it is. */
  readonly code = "STORE";
  readonly kind: StoreFaultKind;

  constructor(kind: StoreFaultKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
