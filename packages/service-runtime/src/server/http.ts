import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** A request of HTTP/1.1 or HTTP/2. */
export type Request = IncomingMessage | Http2ServerRequest;
/** A response of HTTP/1.1 or HTTP/2. */
export type Response = ServerResponse | Http2ServerResponse;
/** Answers requests of both HTTP versions. It never throws. */
export type RequestListener = (request: Request, response: Response) => void;

/** Tells when the body of an answer is complete; trailers and the end of the request may be still to come. */
export function onceAnswered(response: Response, then: () => void): void {
  // A response of HTTP/2 itself says so only when its stream has closed.
  if ("stream" in response) response.stream.once("finish", then);
  else response.once("finish", then);
}
