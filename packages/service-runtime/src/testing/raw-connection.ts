import { EventEmitter, once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Frame, frameFlags, frameTypes, parseFrames, preface, settings, settingIds } from "./http2-frames.ts";

/** A connection on which a test says what it likes, byte by byte. */
export interface RawConnection extends AsyncDisposable {
  readonly socket: Socket;
  /** Settles when either side has closed the connection, in whatever way. */
  readonly closed: Promise<void>;
  /** All that has come. */
  received(): Buffer;
  /** The first frame that a test looks for, past or future. Fails when the connection closes without it. */
  frame(matches: (frame: Frame) => boolean): Promise<Frame>;
  /** Settles when a text has come. Fails when the connection closes without it. */
  text(part: string): Promise<void>;
}

/** How a connection is made. */
export interface RawOptions {
  /** PEM of the CA, for TLS. */
  readonly ca?: string | undefined;
  /** What ALPN offers; needed for HTTP/2 over TLS. */
  readonly protocol?: "h2" | "http/1.1";
}

/** Opens a connection to a base address. */
export async function openRaw(url: string, { ca, protocol = "http/1.1" }: RawOptions = {}): Promise<RawConnection> {
  const { hostname: host, port, protocol: scheme } = new URL(url);
  const isSecure = scheme === "https:";
  const socket = isSecure
    ? connectTls({ host, port: Number(port), ALPNProtocols: [protocol], ...(ca === undefined ? {} : { ca }) })
    : connectTcp(Number(port), host);
  const chunks: Buffer[] = [];
  const news = new EventEmitter();
  const closed: PromiseWithResolvers<void> = Promise.withResolvers();
  // A server that cuts a connection resets it when it has not read all; that closes it as well.
  socket.setNoDelay(true).on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    news.emit("news");
  });
  socket.once("close", () => {
    closed.resolve();
    news.emit("news");
  });
  await once(socket, isSecure ? "secureConnect" : "connect");
  const received = (): Buffer => Buffer.concat(chunks);
  const find = async <T>(look: () => T | undefined, what: string): Promise<T> => {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (socket.closed) throw new Error(`the connection closed without ${what}`);
      await once(news, "news");
    }
  };
  return {
    socket,
    closed: closed.promise,
    received,
    frame: async (matches) => await find(() => parseFrames(received()).find(matches), "the frame"),
    text: async (part) => void (await find(() => received().includes(part) || undefined, JSON.stringify(part))),
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
      await closed.promise;
    },
  };
}

/**
 * Opens a connection and says the preface of HTTP/2, with an empty dynamic table so that statuses can be read. Waits for
 * the server to acknowledge it: over TLS a GOAWAY that comes before is lost.
 */
export async function openHttp2(url: string, options: RawOptions = {}): Promise<RawConnection> {
  const connection = await openRaw(url, { ...options, protocol: "h2" });
  connection.socket.write(Buffer.concat([preface, settings([settingIds.headerTableSize, 0])]));
  await connection.frame(({ type, flags }) => type === frameTypes.settings && flags === frameFlags.ack);
  return connection;
}
