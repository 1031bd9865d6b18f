import type { Server } from "node:net";

/** The TCP port that a server listens on. */
export function portOf(server: Server): number {
  const address = server.address();
  // The address is a text on a pipe, and null before listening and after closing.
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  return address.port;
}

/** The address of a port, without a slash at its end. */
export function urlOf(host: string, port: number, scheme: "http" | "https" = "http"): string {
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
