import { Code, ConnectError, createConnectRouter, createContextValues } from "@connectrpc/connect";
import type { UniversalHandler, UniversalServerResponse } from "@connectrpc/connect/protocol";
import {
  compressionBrotli,
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import { peerIdentityKey } from "../interceptors/call-context.ts";
import { peerIdentity } from "../tls/peer-identity.ts";
import type { Api } from "./api.ts";
import { allowOrigins } from "./cross-origin.ts";
import type { Request, RequestListener, Response } from "./http.ts";
import { blameCallerForUnreadableRequest } from "./unreadable-request.ts";
import type { Log } from "./log.ts";

/** What requests are answered with. */
export interface ListenerOptions {
  readonly apis: readonly Api[];
  readonly log: Log;
  /** Origins whose pages may call from a browser; none by default. */
  readonly corsOrigins?: readonly string[];
}

/**
 * Serves APIs as Connect, gRPC and gRPC-Web. Unlike the library's own adapter it answers 400 to a request whose
 * authority is missing or is none, which otherwise ends the process, and it logs through the service's log.
 */
export function createRequestListener({ apis, log, corsOrigins = [] }: ListenerOptions): RequestListener {
  const routers = apis.map(({ routes, options }) => {
    const router = createConnectRouter({ acceptCompression: [compressionGzip, compressionBrotli], ...options });
    routes(router);
    return router;
  });
  const handlers = new Map(
    routers.flatMap((router) => router.handlers).map((handler) => [handler.requestPath, handler]),
  );
  const origins = new Set(corsOrigins);
  return (request, response) => {
    if (allowOrigins(origins, request, response)) return;
    const [path = ""] = (request.url ?? "").split("?", 1);
    const handler = handlers.get(path);
    if (handler === undefined) {
      refuse(response, 404, "There is no such path: calls go to /<package>.<Service>/<Method>.");
      return;
    }
    serve(handler, request, response).catch((error: unknown) => {
      if (hasGone(error)) return;
      log.error("answer failed", { path, error: error instanceof Error ? error.stack : String(error) });
      if (!response.headersSent) refuse(response, 500, "The server failed to answer.");
      else response.destroy();
    });
  };
}

async function serve(handler: UniversalHandler, request: Request, response: Response): Promise<void> {
  let universal: ReturnType<typeof universalRequestFromNodeRequest>;
  try {
    const context = createContextValues().set(peerIdentityKey, peerIdentity(request));
    universal = universalRequestFromNodeRequest(request, response, undefined, context);
  } catch {
    refuse(response, 400, "The request has no valid Host (HTTP/1.1) or :authority (HTTP/2).");
    return;
  }
  const answer: UniversalServerResponse = await handler(universal);
  await universalResponseToNodeResponse(await blameCallerForUnreadableRequest(answer), response);
}

function refuse(response: Response, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(`${text}\n`);
}

/** Whether an answer failed because its reader has gone away. */
function hasGone(error: unknown): boolean {
  const { code } = ConnectError.from(error);
  return code === Code.Aborted || code === Code.Canceled;
}
