import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerResponse, ServerHttp2Session } from "node:http2";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** The open connections of a port and the calls on them, so that a drain can end each at the right moment. */
export class Connections {
  /** Every open socket. */
  readonly #sockets = new Set<Socket>();
  /** The sockets that speak HTTP/2: their sessions end them. */
  readonly #http2Sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  /** Calls in flight on each HTTP/1.1 socket. */
  readonly #http1Calls = new Map<Duplex, Set<ServerResponse>>();
  #callsInFlight = 0;
  #draining = false;
  readonly #empty: PromiseWithResolvers<void> = Promise.withResolvers();

  /** Adds a new connection whose HTTP version is not known yet. */
  add(socket: Socket): void {
    this.#sockets.add(socket);
    // A client that vanishes is no news; without a listener its error would end the process.
    socket.on("error", () => socket.destroy());
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.#http2Sockets.delete(socket);
      this.#http1Calls.delete(socket);
      if (this.#draining && this.#sockets.size === 0) this.#empty.resolve();
    });
  }

  /** Notes that a connection speaks HTTP/2. */
  addHttp2Socket(socket: Socket): void {
    this.#http2Sockets.add(socket);
  }

  /** Adds the session of an HTTP/2 connection. */
  addSession(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    session.once("close", () => this.#sessions.delete(session));
    if (this.#draining) session.close();
  }

  /** Adds a call that came over HTTP/2. */
  addHttp2Call(response: Http2ServerResponse): void {
    this.#callsInFlight += 1;
    response.once("close", () => {
      this.#callsInFlight -= 1;
    });
  }

  /** Adds a call that came over HTTP/1.1. */
  addHttp1Call(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const calls = this.#http1Calls.get(socket) ?? new Set();
    this.#http1Calls.set(socket, calls.add(response));
    this.#callsInFlight += 1;
    if (this.#draining) response.shouldKeepAlive = false;
    response.once("close", () => {
      this.#callsInFlight -= 1;
      calls.delete(response);
      if (this.#draining && calls.size === 0) socket.destroySoon();
    });
  }

  /** Calls in flight on an HTTP/1.1 connection. */
  callsOn(socket: Socket): number {
    return this.#http1Calls.get(socket)?.size ?? 0;
  }

  /** Whether bytes of an answer to an HTTP/1.1 call that is in flight have been sent. */
  hasBegunAnswer(socket: Duplex): boolean {
    return [...(this.#http1Calls.get(socket) ?? [])].some(({ headersSent }) => headersSent);
  }

  /**
   * Closes connections without calls at once and the others after their last call. Cuts what is left after the time
   * and returns the number of calls that were cut.
   */
  async drain(timeoutMs: number): Promise<number> {
    this.#draining = true;
    for (const session of this.#sessions) session.close();
    for (const socket of this.#sockets) this.#drainHttp1(socket);
    if (this.#sockets.size === 0) return 0;
    let cut = 0;
    const timer = setTimeout(() => {
      cut = this.#callsInFlight;
      for (const session of this.#sessions) session.destroy();
      for (const socket of this.#sockets) socket.destroy();
    }, timeoutMs);
    await this.#empty.promise;
    clearTimeout(timer);
    return cut;
  }

  #drainHttp1(socket: Socket): void {
    if (this.#http2Sockets.has(socket)) return;
    const calls = this.#http1Calls.get(socket);
    if (calls === undefined || calls.size === 0) socket.destroy();
    // Tells clients whose answer has not begun that the connection ends with it.
    else for (const response of calls) response.shouldKeepAlive = false;
  }
}
