import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { openWire, type WireCall, type WireTarget } from "./wire.ts";

const WARM_UP = 10;
const COUNTED = 50;

/**
 * Bytes that a call puts on the wire, both ways together, on connections that are in use: TCP payload with headers,
 * frames and TLS records, without the handshakes and without what is acknowledged. Counted by a relay in between.
 */
export async function wireBytes(target: WireTarget, call: WireCall): Promise<number> {
  let bytes = 0;
  const sockets = new Set<Socket>();
  const { hostname, port } = new URL(target.url);
  const relay = createServer({ noDelay: true }, (client) => {
    const server = connect({ host: hostname, port: Number(port), noDelay: true });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      // A connection that is gone takes its other half with it.
      from.on("error", () => to.destroy());
      from.on("data", (chunk) => (bytes += chunk.length));
      from.pipe(to);
    }
  });
  relay.listen(0, hostname);
  await once(relay, "listening");
  const address = relay.address();
  const relayed = new URL(target.url);
  relayed.port = String(typeof address === "object" ? address?.port : "");
  try {
    using wire = openWire({ ...target, url: relayed.origin, concurrency: 1 }, call);
    for (let i = 0; i < WARM_UP; i++) await wire.send();
    const before = bytes;
    for (let i = 0; i < COUNTED; i++) await wire.send();
    return (bytes - before) / COUNTED;
  } finally {
    for (const socket of sockets) socket.destroy();
    relay.close();
  }
}
