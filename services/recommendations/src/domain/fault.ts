/** The reasons for which the domain refuses a request; names of `ErrorReason` values without their prefix. */
export type FaultReason =
  | "BOOK_NOT_FOUND"
  | "CATEGORY_NOT_FOUND"
  | "PAGE_TOKEN_INVALID"
  | "REQUEST_ID_REUSED"
  | "SHUTTING_DOWN";

/** A request that cannot be met, for a reason that the caller is told. The message is for people and safe to send. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly reason: FaultReason;
  readonly metadata: Readonly<Record<string, string>>;

  constructor(reason: FaultReason, message: string, metadata: Readonly<Record<string, string>> = {}) {
    super(message);
    this.reason = reason;
    this.metadata = metadata;
  }
}

/** The fault of every call that a server which is shutting down no longer takes or ends early. */
export function shuttingDown(): Fault {
  return new Fault("SHUTTING_DOWN", "The server is shutting down: call again, another server answers.");
}
