import type { Socket } from "node:net";

// Each HTTP/2 connection begins with "PRI * HTTP/2.0" (RFC 9113, section 3.4); HTTP/1.1 reserves the method PRI.
const HTTP2_START = Buffer.from("PRI");

/** How long a connection may be silent. */
export interface Patience {
  /** Milliseconds. */
  readonly timeoutMs: number;
  /** Told before a connection is closed for its silence. */
  readonly onSilent: () => void;
}

/**
 * Reads as many bytes of a new connection as tell the HTTP version, puts them back and reports the version. A
 * connection that ends or stays silent for the time before it has told is closed and not reported.
 */
export function sniffHttpVersion(
  socket: Socket,
  { timeoutMs, onSilent }: Patience,
  onVersion: (version: 1 | 2) => void,
): void {
  let seen = Buffer.alloc(0);
  const timer = setTimeout(() => {
    onSilent();
    socket.destroy();
  }, timeoutMs);
  const stop = (): void => {
    clearTimeout(timer);
    socket.off("readable", onReadable).off("end", onEnd).off("close", stop);
  };
  const onEnd = (): void => {
    stop();
    socket.destroy();
  };
  const onReadable = (): void => {
    // All that has come, as a Buffer because the socket has no encoding; null when there is nothing.
    const chunk: unknown = socket.read();
    if (!(chunk instanceof Buffer)) return;
    seen = Buffer.concat([seen, chunk]);
    const start = seen.subarray(0, HTTP2_START.length);
    const mayBeHttp2 = start.equals(HTTP2_START.subarray(0, start.length));
    if (mayBeHttp2 && start.length < HTTP2_START.length) return;
    stop();
    socket.unshift(seen);
    onVersion(mayBeHttp2 ? 2 : 1);
  };
  socket.on("readable", onReadable).once("end", onEnd).once("close", stop);
}
