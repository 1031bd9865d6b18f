import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createHttp2Server, type ServerHttp2Session } from "node:http2";
import type { Server } from "node:net";
import type { ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import type { Addresses } from "./protocols.ts";

/** A server that listens on free ports, until it is disposed. */
export interface Listening extends AsyncDisposable {
  readonly addresses: Addresses;
}

/** Serves routes over HTTP/1.1 and over HTTP/2. */
export async function listen(routes: (router: ConnectRouter) => void): Promise<Listening> {
  const handler = connectNodeAdapter({ routes });
  const http1 = createServer(handler);
  const http2 = createHttp2Server(handler);
  const sessions = new Set<ServerHttp2Session>();
  http2.on("session", (session) => {
    sessions.add(session.on("close", () => sessions.delete(session)));
  });
  return {
    addresses: { http1: await bound(http1), http2: await bound(http2) },
    [Symbol.asyncDispose]: async () => {
      const closed = [http1, http2].map((server) => once(server, "close"));
      http1.close();
      http2.close();
      http1.closeAllConnections();
      for (const session of sessions) session.destroy();
      await Promise.all(closed);
    },
  };
}

async function bound(server: Server): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return `http://127.0.0.1:${address.port}`;
}
