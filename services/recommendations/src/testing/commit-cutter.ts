import { mkdirSync } from "node:fs";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { basename, join } from "node:path";

/** Stands between a store and its server. Disposing it ends all connections. */
export interface CommitCutter extends AsyncDisposable {
  /** Folder of its socket, for the `host` of a URL. */
  readonly host: string;
  /** Lets the next commit take effect and loses its answer with the connection. */
  cutNext(): void;
  /** How many answers were lost. */
  readonly cuts: number;
}

/**
 * Passes on what goes to a PostgreSQL server and comes from it, but for answers to commits that are to be lost.
 * @param folder where the socket goes
 * @param target path of the server's socket
 */
export async function startCommitCutter(folder: string, target: string): Promise<CommitCutter> {
  const host = join(folder, "cutter");
  mkdirSync(host);
  const sockets = new Set<Socket>();
  let isArmed = false;
  let cuts = 0;
  const server = createServer((client) => {
    const upstream = connect(target);
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    let isCut = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", end).on("close", end);
    }
    client.on("data", (bytes) => {
      if (isArmed && bytes.includes("COMMIT")) {
        isArmed = false;
        isCut = true;
      }
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      if (!isCut) return void client.write(bytes);
      cuts += 1;
      end();
    });
  });
  server.listen(join(host, basename(target)));
  await once(server, "listening");
  return {
    host,
    cutNext: () => {
      isArmed = true;
    },
    get cuts() {
      return cuts;
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
