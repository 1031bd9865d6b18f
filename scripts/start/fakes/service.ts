/**
 * A service that keeps to the process contract, and on demand does what a broken one does. FAKE_START and FAKE_DRAIN
 * say how the one named "orders" starts and drains; its URLs what any of them does in between.
 */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { basename } from "node:path";

const host = process.env["HOST"];
const port = Number(process.env["PORT"]);
const broken = basename(process.env["DATA_DIR"] ?? "") === "orders";
const startsLike = broken ? process.env["FAKE_START"] : undefined;
const drainsLike = broken ? process.env["FAKE_DRAIN"] : undefined;

const inFlight = new Set<ServerResponse>();
let stopping = false;

const server = createServer((request, response) => {
  if (request.url === "/die") {
    console.error("the disk is on fire");
    process.exit(3);
  }
  const { DATA_DIR: data, COMMIT: commit } = process.env;
  if (request.url === "/env") response.end(JSON.stringify({ data, commit, host, port }));
  // Its body ends when the drain begins.
  if (request.url === "/slow") {
    inFlight.add(response);
    response.writeHead(200, { connection: "close" }).flushHeaders();
  }
});

function stop(cause: string): void {
  console.log(`stop by ${cause}`);
  stopping = true;
  if (drainsLike === "never") return;
  server.close(() => {
    console.log("drained");
    if (process.connected) process.disconnect?.();
    process.exitCode = drainsLike === "fails" ? 4 : 0;
  });
  for (const response of inFlight) response.end("finished");
}

function fail(code: unknown, message: string): void {
  console.error(message);
  process.send?.({ type: "failed", code, message, host, port });
  process.exitCode = 2;
  process.disconnect?.();
}

async function main(): Promise<void> {
  if (startsLike === "crash") throw new Error("cannot read the catalogue");
  if (startsLike === "refuse") return fail("SCHEMA_TOO_NEW", "the database is of a newer release");
  // Never ready, and without handlers for signals: the open channel keeps it running.
  if (startsLike === "hang") return void process.on("message", () => undefined);
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
  process.on("disconnect", () => {
    if (!stopping) stop("disconnect");
  });
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    return fail(error instanceof Error && "code" in error ? error.code : undefined, String(error));
  }
  const address = server.address();
  const url = `http://${host}:${typeof address === "object" ? address?.port : ""}`;
  console.log(`listening on ${url}`);
  process.send?.({ type: "ready", url, node: process.version });
}

await main();
