import { BookSchema, RecommendationsService } from "@breakwater/recommendations/v2";
import { testAuthority } from "@breakwater/testkit";
import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { readCredentials } from "../tls/read-credentials.ts";
import { type Arrangement, arrangements, callFields } from "../testing/attacked-service.ts";
import { errorCodeOf, frame, frameFlags, frameTypes, headers, numberFrame } from "../testing/http2-frames.ts";
import { keptLog } from "../testing/memory-calls.ts";
import { openHttp2, openRaw } from "../testing/raw-connection.ts";
import type { LimitName } from "./limit-report.ts";
import { listen } from "./one-port.ts";
import { createRequestListener } from "./request-listener.ts";

const path = `/${RecommendationsService.typeName}/WatchRecommendations`;
/** A message of a stream in JSON: nothing is asked for. */
const question = Buffer.from("\0\0\0\0\u0002{}");
const contentType = "application/connect+json";

/** A port with a stream that says 64 KiB again and again, for as long as somebody reads. */
interface EndlessPort extends AsyncDisposable {
  readonly url: string;
  readonly ca: string | undefined;
  readonly exceeded: readonly LimitName[];
  /** Settles when the stream has let go of what it holds. */
  readonly freed: Promise<void>;
}

async function listenEndlessly(arrangement: Arrangement, stallTimeoutMs = 200): Promise<EndlessPort> {
  const { log } = keptLog();
  const freed: PromiseWithResolvers<void> = Promise.withResolvers();
  const exceeded: LimitName[] = [];
  const book = create(BookSchema, { title: "x".repeat(65_536) });
  const onRequest = createRequestListener({
    apis: [
      {
        routes: (router) =>
          router.service(RecommendationsService, {
            async *watchRecommendations() {
              try {
                for (;;) yield { recommendations: [{ book }] };
              } finally {
                freed.resolve();
              }
            },
          }),
        options: {},
      },
    ],
    log,
  });
  const authority = arrangement === "TLS" ? await testAuthority() : undefined;
  const files = authority?.write("server", await authority.issue());
  const credentials = files && readCredentials({ mode: "server", caFile: "", ...files }).credentials;
  const listener = await listen({
    host: "127.0.0.1",
    port: 0,
    onRequest,
    limits: { stallTimeoutMs },
    report: { exceeded: (limit) => exceeded.push(limit) },
    tls: credentials && { credentials, log },
  });
  return {
    url: listener.url,
    ca: authority?.identity.certificate,
    exceeded,
    freed: freed.promise,
    [Symbol.asyncDispose]: async () => {
      await listener.drain(0);
      authority?.[Symbol.dispose]();
    },
  };
}

for (const arrangement of arrangements) {
  describe(`a client in ${arrangement} that stops to read a stream`, () => {
    test("loses its connection over HTTP/1.1, and the stream is freed", async () => {
      await using port = await listenEndlessly(arrangement);
      await using connection = await openRaw(port.url, { ca: port.ca });
      const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: ${contentType}\r\n`;
      connection.socket
        .pause()
        .write(`${head}Content-Length: ${question.length}\r\n\r\n${question.toString("latin1")}`);
      await port.freed;
      expect(port.exceeded).toEqual(["unread_answer"]);
      connection.socket.resume();
      await connection.closed;
    });

    test("loses its stream over HTTP/2, and that is freed", async () => {
      await using port = await listenEndlessly(arrangement);
      await using connection = await openHttp2(port.url, { ca: port.ca });
      const fields = callFields({ ":path": path, "content-type": contentType });
      const data = frame({ type: frameTypes.data, flags: frameFlags.endStream, stream: 1, payload: question });
      // Its window is never opened again.
      connection.socket.write(Buffer.concat([headers(1, fields), data]));
      await port.freed;
      expect(port.exceeded).toEqual(["unread_answer"]);
      const reset = await connection.frame(({ type }) => type === frameTypes.rstStream);
      expect([reset.stream, errorCodeOf(reset)]).toEqual([1, 8]);
    });

    test("frees the stream when it resets it over HTTP/2", async () => {
      await using port = await listenEndlessly(arrangement, 60_000);
      await using connection = await openHttp2(port.url, { ca: port.ca });
      const fields = callFields({ ":path": path, "content-type": contentType });
      const data = frame({ type: frameTypes.data, flags: frameFlags.endStream, stream: 1, payload: question });
      connection.socket.write(Buffer.concat([headers(1, fields), data]));
      // Its window is full.
      await connection.frame(() => connection.received().length > 65_535);
      connection.socket.write(numberFrame(frameTypes.rstStream, 1, 8));
      await port.freed;
      expect(port.exceeded).toEqual([]);
    });

    test("loses its connection over HTTP/2 when it opens its window and reads nothing at all", async () => {
      await using port = await listenEndlessly(arrangement);
      await using connection = await openHttp2(port.url, { ca: port.ca });
      const fields = callFields({ ":path": path, "content-type": contentType });
      const data = frame({ type: frameTypes.data, flags: frameFlags.endStream, stream: 1, payload: question });
      const open = [0, 1].map((stream) => numberFrame(frameTypes.windowUpdate, stream, 2_000_000_000));
      connection.socket.pause().write(Buffer.concat([headers(1, fields), ...open, data]));
      await port.freed;
      expect(port.exceeded).toEqual(["unread_answer"]);
    });
  });
}
