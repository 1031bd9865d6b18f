import { once } from "node:events";
import { createServer } from "node:http";
import { Hono } from "hono";
import { expect, test } from "vitest";
import type { ShopEnv } from "./context.ts";
import { listenerOf } from "./request-listener.ts";

/** What the shop takes for the address of a client that sends this header. */
async function addressSeen(forwardedFor: string, trustedProxies: number): Promise<string> {
  const app = new Hono<ShopEnv>();
  app.get("/", (c) => c.text(c.env.address));
  const server = createServer(listenerOf(app, trustedProxies)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
  try {
    return await (await fetch(url, { headers: { "x-forwarded-for": forwardedFor, connection: "close" } })).text();
  } finally {
    server.close();
  }
}

test("a client cannot choose its address, and a trusted proxy tells it", async () => {
  expect(await addressSeen("192.0.2.1", 0)).toBe("127.0.0.1");
  expect(await addressSeen("8.8.8.8, 192.0.2.1", 1)).toBe("192.0.2.1");
});
