import { once } from "node:events";
import { createServer, type IncomingMessage, request as send } from "node:http";

/** A balancer in front of several deployments. */
export interface VersionRouter extends AsyncDisposable {
  readonly url: string;
}

/**
 * Starts a balancer that passes HTTP/1.1 requests on as they are, as one of those that people have in front.
 * @param deploymentFor base address of the deployment that gets a request
 */
export async function startRouter(deploymentFor: (request: IncomingMessage) => string): Promise<VersionRouter> {
  const server = createServer((request, response) => {
    const { method, headers, url = "/" } = request;
    const onward = send(new URL(url, deploymentFor(request)), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the router listens on no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
