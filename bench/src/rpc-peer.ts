/**
 * The named peer of the rpc benchmark: bare node:http and node:http2 servers that read a request and answer with bytes
 * which were recorded from the service. Takes the path of a JSON file: the answers by content type of the request, with
 * their bodies in base64. Prints the URLs of its HTTP/1.1 and its HTTP/2 server, and ends with SIGTERM.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createHttp2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { Server } from "node:net";

/** Content type and body of an answer. */
export interface RecordedAnswer {
  readonly contentType: string;
  readonly base64: string;
}

async function main(path: string): Promise<void> {
  // Written by rpc.ts.
  // oxlint-disable-next-line no-unsafe-type-assertion
  const recorded = JSON.parse(readFileSync(path, "utf8")) as Record<string, RecordedAnswer>;
  const answers = new Map(
    Object.entries(recorded).map(([type, { contentType, base64 }]) => [
      type,
      { contentType, body: Buffer.from(base64, "base64") },
    ]),
  );
  const http1 = createServer((request, response) => {
    const answer = answers.get(request.headers["content-type"] ?? "");
    request.resume().on("end", () => {
      response.writeHead(200, { "content-type": answer?.contentType, "content-length": answer?.body.length });
      response.end(answer?.body);
    });
  });
  const http2 = createHttp2Server().on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const answer = answers.get(headers["content-type"] ?? "");
    stream.on("end", () => {
      stream.respond({ ":status": 200, "content-type": answer?.contentType }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(answer?.body);
    });
    stream.resume();
  });
  console.log(`listening on ${await listen(http1)} ${await listen(http2)}`);
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

if (import.meta.main) await main(process.argv[2] ?? "");
