import { once } from "node:events";
import { connect as connectHttp2, type ClientHttp2Stream } from "node:http2";
import { connect, type Socket } from "node:net";
import * as fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { listen, type Listener, type ListenOptions } from "./one-port.ts";
import type { Response } from "./http.ts";

let closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});

/** Listens on a free port; answers with the HTTP version and the body, unless told otherwise. */
async function listenHere(options: Partial<ListenOptions> = {}): Promise<Listener> {
  const listener = await listen({ host: "127.0.0.1", port: 0, onRequest: echo, ...options });
  closing.push(() => listener.drain(0));
  return listener;
}

const echo: ListenOptions["onRequest"] = (request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (text: string) => (body += text));
  request.on("end", () => answer(response, `${request.httpVersion} ${body}`));
};

function answer(response: Response, text: string): void {
  response.statusCode = 200;
  response.end(text);
}

async function open({ url }: Listener): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.setNoDelay(true).on("error", () => undefined);
  closing.push(async () => socket.destroy());
  return socket;
}

/** Everything that the socket still sends. */
async function rest(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  // Not by once(), which fails when the other side has reset the connection: that closes it as well.
  const closed: PromiseWithResolvers<void> = Promise.withResolvers();
  socket.once("close", () => closed.resolve());
  await closed.promise;
  return text;
}

/** The whole body of an answer over HTTP/2. */
async function textOf(stream: ClientHttp2Stream): Promise<string> {
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += String(chunk);
  return text;
}

/** Sends a text byte by byte, each in its own write. */
async function trickle(socket: Socket, text: string): Promise<void> {
  for (const byte of Buffer.from(text)) {
    const sent = Promise.withResolvers<void>();
    socket.write(Buffer.of(byte), () => setImmediate(() => sent.resolve()));
    // oxlint-disable-next-line no-await-in-loop
    await sent.promise;
  }
}

describe("one port speaks", () => {
  test("HTTP/1.1, even byte by byte and with a method that begins like HTTP/2", async () => {
    const socket = await open(await listenHere());
    const answered = rest(socket);
    await trickle(socket, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");
    expect(await answered).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*1\.1 hello$/);
  });

  test("HTTP/1.1 with a body larger than what the first look at a connection reads", async () => {
    const { url } = await listenHere();
    const body = "x".repeat(1_000_000);
    expect(await (await fetch(url, { method: "POST", body })).text()).toBe(`1.1 ${body}`);
  });

  test("HTTP/2 with prior knowledge, many calls on one connection", async () => {
    const { url } = await listenHere();
    const session = connectHttp2(url);
    const calls = Array.from({ length: 10 }, async (_, index) => {
      const stream = session.request({ ":method": "POST", ":path": "/" });
      stream.end(`body ${index}`);
      return textOf(stream);
    });
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 10 }, (_, index) => `2.0 body ${index}`));
    session.close();
    await once(session, "close");
  });

  test("no TLS: what is neither is answered with 400", async () => {
    const socket = await open(await listenHere());
    const answered = rest(socket);
    socket.write(Buffer.of(0x16, 3, 1, 0, 5));
    expect(await answered).toMatch(/^HTTP\/1\.1 400 Bad Request/);
  });
});

test("any bytes end their own connection at most, whatever they begin like", async () => {
  const listener = await listenHere({ limits: { headerTimeoutMs: 20 } });
  const starts = fc.constantFrom("", "P", "PRI", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/1.1\r\n", "POST /");
  await fc.assert(
    fc.asyncProperty(starts, fc.uint8Array({ maxLength: 64 }), async (start, bytes) => {
      const socket = await open(listener);
      socket.write(start);
      // Both sides may end it: the server at bytes that are no HTTP, this side by having nothing more to say.
      socket.end(bytes);
      await rest(socket);
      expect((await fetch(listener.url)).status).toBe(200);
    }),
  );
});

describe("a connection that does not show its version", () => {
  test("is closed when it stays silent", async () => {
    const socket = await open(await listenHere({ limits: { headerTimeoutMs: 20 } }));
    expect(await rest(socket)).toBe("");
  });

  test("is closed when it begins like HTTP/2 and then stays silent", async () => {
    const socket = await open(await listenHere({ limits: { headerTimeoutMs: 20 } }));
    socket.write("PR");
    expect(await rest(socket)).toBe("");
  });

  test("is closed when it ends", async () => {
    const socket = await open(await listenHere());
    socket.end("PR");
    expect(await rest(socket)).toBe("");
  });
});

describe("a drain", () => {
  test("closes idle and silent connections and refuses new ones", async () => {
    const listener = await listenHere();
    const silent = await open(listener);
    const idle = await open(listener);
    idle.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await once(idle, "readable");
    const session = connectHttp2(listener.url);
    await once(session, "remoteSettings");
    const ends = Promise.all([rest(silent), rest(idle), once(session, "close")]);
    expect(await listener.drain(60_000)).toBe(0);
    await ends;
    await expect(fetch(listener.url)).rejects.toThrow("fetch failed");
  });

  test("waits for calls in flight over both versions, then closes their connections", async () => {
    const responses: Response[] = [];
    const arrived = Promise.withResolvers<void>();
    const listener = await listenHere({
      onRequest: (_, response) => {
        if (responses.push(response) === 2) arrived.resolve();
      },
    });
    const socket = await open(listener);
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const session = connectHttp2(listener.url);
    const text = textOf(session.request({ ":path": "/" }));
    await arrived.promise;
    const drained = listener.drain(60_000);
    const ended = once(session, "close");
    for (const response of responses) answer(response, "done");
    expect(await rest(socket)).toMatch(/Connection: close\r\n[^]*done$/);
    expect(await text).toBe("done");
    expect(await drained).toBe(0);
    await ended;
  });

  test("closes a connection whose answer had begun, after that answer", async () => {
    const began = Promise.withResolvers<Response>();
    const listener = await listenHere({
      onRequest: (_, response) => {
        response.statusCode = 200;
        // Both kinds of response write; their types do not agree on it.
        if ("writeContinue" in response && "assignSocket" in response) response.write("begun");
        began.resolve(response);
      },
    });
    const socket = await open(listener);
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const response = await began.promise;
    await once(socket, "readable");
    const drained = listener.drain(60_000);
    response.end();
    expect(await rest(socket)).toContain("begun");
    expect(await drained).toBe(0);
  });

  test("cuts what is left at its timeout, and counts it", async () => {
    const arrived = Promise.withResolvers<void>();
    let calls = 0;
    const listener = await listenHere({
      onRequest: () => {
        calls += 1;
        if (calls === 2) arrived.resolve();
      },
    });
    const socket = await open(listener);
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const session = connectHttp2(listener.url).on("error", () => undefined);
    session.request({ ":path": "/" }).on("error", () => undefined);
    await arrived.promise;
    const ends = Promise.all([rest(socket), once(session, "close")]);
    expect(await listener.drain(10)).toBe(2);
    await ends;
  });
});

describe("a port that cannot be had is named with what to do", () => {
  test("because it is taken", async () => {
    const { url } = await listenHere();
    const port = Number(new URL(url).port);
    await expect(listenHere({ port })).rejects.toMatchObject({
      code: "EADDRINUSE",
      host: "127.0.0.1",
      port,
      message: expect.stringMatching(`^Cannot listen on 127.0.0.1 port ${port}: another process .* set PORT`),
    });
  });

  test("because the address is not of this machine", async () => {
    // An address for documentation (RFC 5737) belongs to no machine.
    await expect(listenHere({ host: "192.0.2.1" })).rejects.toMatchObject({
      code: "EADDRNOTAVAIL",
      message: expect.stringContaining("Set HOST"),
    });
  });
});
