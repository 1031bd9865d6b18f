/** The server cannot listen; the message says where, why and what to do. */
export class ListenFault extends Error {
  override readonly name = "ListenFault";
  /** The system's code, for example "EADDRINUSE"; "UNKNOWN" when it gave none. */
  readonly code: string;
  readonly host: string;
  readonly port: number;

  /** @param cause what the system said. */
  constructor(cause: unknown, host: string, port: number) {
    const code = codeOf(cause);
    super(`Cannot listen on ${host} port ${port}: ${advice[code] ?? String(cause)}.`, { cause });
    this.code = code;
    this.host = host;
    this.port = port;
  }
}

const advice: Readonly<Record<string, string>> = {
  EADDRINUSE: "another process holds the port. Stop it, or set PORT to another port; 0 takes any free one",
  EACCES: "this user may not take the port. Set PORT to 1024 or more; 0 takes any free one",
  EADDRNOTAVAIL: "this machine has no such address. Set HOST to one of its own; 127.0.0.1 serves this machine only",
  ENOTFOUND: "there is no host of this name. Set HOST to an address of this machine",
};

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "UNKNOWN";
}
