import {
  type ClientHttp2Stream,
  type ClientSessionRequestOptions,
  type Http2Session,
  type OutgoingHttpHeaders,
  constants,
} from "node:http2";
import { Code, ConnectError } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { Http2SessionManager } from "@connectrpc/connect-node";

/** How it is noticed that the other end has gone without a word. */
export interface KeepAlive {
  /** Time without an answer after which a connection with calls is asked for a sign of life, milliseconds. */
  readonly intervalMs: number;
  /** Time that it has to give one, milliseconds. */
  readonly timeoutMs: number;
}

/** What a caller shows and trusts. */
export interface CallerCredentials {
  readonly cert: string;
  readonly key: string;
  readonly ca: string | undefined;
}

/** Where to connect, and how. */
export interface ConnectionOptions {
  /** Base address. */
  readonly url: string;
  readonly keepAlive: KeepAlive;
  /** Undefined for cleartext. */
  readonly credentials: CallerCredentials | undefined;
  /** Hears of each call that got no connection, with the code of the cause. */
  readonly onUnreachable: (reason: string) => void;
}

/**
 * The HTTP/2 connection to another service, for a transport. It is opened with the first call and again when it is
 * lost. When the credentials change, calls from then on get a new connection, and the old one closes with its last
 * call: what a certificate that was withdrawn has opened does not stay.
 */
export class Http2Connections {
  /** Scheme, host and port. */
  readonly authority: string;
  readonly #options: ConnectionOptions;
  readonly #all = new Set<CountedConnection>();
  #current: CountedConnection | undefined;

  /** @throws {TypeError} when the address is none */
  constructor(options: ConnectionOptions) {
    this.authority = new URL(options.url).origin;
    this.#options = options;
    this.#current = this.#connect(options.credentials);
  }

  /** Makes a request; fails as Unavailable when there is no connection, and as Canceled once this is closed. */
  async request(
    method: string,
    path: string,
    headers: OutgoingHttpHeaders,
    options: Omit<ClientSessionRequestOptions, "signal">,
  ): Promise<ClientHttp2Stream> {
    const connection = this.#current;
    if (connection === undefined) throw closed();
    try {
      return await connection.open((manager) => manager.request(method, path, headers, options));
    } catch (error) {
      if (this.#current === undefined) throw closed();
      const reason = reasonOf(error);
      this.#options.onUnreachable(reason);
      // Nothing was sent: the call can be made again. The caller's caller may see the message, which names no host.
      const message = `The server cannot be reached: ${reason}.`;
      throw new ConnectError(message, Code.Unavailable, undefined, undefined, error);
    }
  }

  /** Hears of each answer that is read: a connection that gives answers lives. */
  notifyResponseByteRead(stream: ClientHttp2Stream): void {
    for (const { manager } of this.#all) manager.notifyResponseByteRead(stream);
  }

  /** Makes the calls from now on over a new connection with these credentials. */
  replaceCredentials(credentials: CallerCredentials): void {
    const before = this.#current;
    if (before === undefined) return;
    this.#current = this.#connect(credentials);
    before.retire();
  }

  /** Closes all connections; calls under way fail as Canceled. */
  close(): void {
    this.#current = undefined;
    for (const connection of this.#all) connection.end();
  }

  #connect(credentials: CallerCredentials | undefined): CountedConnection {
    const { intervalMs: pingIntervalMs, timeoutMs: pingTimeoutMs } = this.#options.keepAlive;
    const pings = { pingIntervalMs, pingTimeoutMs };
    const manager = new Http2SessionManager(this.authority, pings, credentials && secure(credentials));
    const connection: CountedConnection = new CountedConnection(manager, () => this.#all.delete(connection));
    this.#all.add(connection);
    return connection;
  }
}

/** A connection that closes after its last call, once it is told to. */
class CountedConnection {
  readonly manager: Http2SessionManager;
  readonly #onEnd: () => void;
  #calls = 0;
  #retired = false;

  constructor(manager: Http2SessionManager, onEnd: () => void) {
    this.manager = manager;
    this.#onEnd = onEnd;
  }

  async open(request: (manager: Http2SessionManager) => Promise<ClientHttp2Stream>): Promise<ClientHttp2Stream> {
    this.#calls += 1;
    try {
      const stream = await request(this.manager);
      stream.once("close", () => this.#leave());
      outliveErrors(stream.session);
      failWithoutAnswer(stream);
      return stream;
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  retire(): void {
    this.#retired = true;
    if (this.#calls === 0) this.end();
  }

  end(): void {
    this.manager.abort(closed());
    this.#onEnd();
  }

  #leave(): void {
    this.#calls -= 1;
    if (this.#retired && this.#calls === 0) this.end();
  }
}

/**
 * A connection that a server cuts may end its streams with NO_ERROR. The library waits for the answer then, for good if
 * the call has no deadline.
 */
function failWithoutAnswer(stream: ClientHttp2Stream): void {
  let hasAnswer = false;
  stream.once("response", () => {
    hasAnswer = true;
  });
  stream.once("close", () => {
    if (stream.rstCode !== constants.NGHTTP2_NO_ERROR || hasAnswer) return;
    stream.emit("error", new ConnectError("The connection ended before there was an answer.", Code.Unavailable));
  });
}

const outliving = new WeakSet<Http2Session>();

/**
 * A session that was destroyed tells so later. The library no longer listens then if there was another call meanwhile,
 * and an error without a listener ends the process.
 */
function outliveErrors(session: Http2Session | undefined): void {
  if (session === undefined || outliving.has(session)) return;
  outliving.add(session);
  session.on("error", () => undefined);
}

// The certificate must be good and for the host of the address, also where the environment of the process says otherwise.
function secure({ cert, key, ca }: CallerCredentials) {
  return { cert, key, ...(ca === undefined ? {} : { ca }), minVersion: "TLSv1.2", rejectUnauthorized: true } as const;
}

function closed(): ConnectError {
  return new ConnectError("The connection to the server was closed on this side.", Code.Canceled);
}

/** The code of whatever is at the bottom of an error, as Node or OpenSSL names it. */
function reasonOf(thrown: unknown): string {
  const { cause, code } = ConnectError.from(thrown);
  return cause instanceof Error && "code" in cause ? String(cause.code) : codeToString(code);
}
