import { once } from "node:events";
import { type Socket, connect, createServer } from "node:net";

/** A TCP port before a Unix socket; disposing closes it and its connections. */
export interface Forward extends AsyncDisposable {
  readonly port: number;
}

/** Lets programs reach the socket at `path` that may not enter its folder, as those of another user may not. */
export async function forward(path: string): Promise<Forward> {
  const sockets = new Set<Socket>();
  const server = createServer((caller) => {
    const target = connect(path);
    for (const socket of [caller, target]) {
      sockets.add(socket);
      // The other side is told by the end of its own connection.
      socket.on("error", () => undefined);
    }
    caller.on("close", () => target.destroy());
    target.on("close", () => caller.destroy());
    caller.pipe(target).pipe(caller);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("a TCP server has a port");
  return {
    port: address.port,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
