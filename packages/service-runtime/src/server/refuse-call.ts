import type { ConnectError } from "@connectrpc/connect";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import {
  codeToHttpStatus,
  createEndStreamSerialization,
  endStreamFlag,
  errorToJsonBytes,
} from "@connectrpc/connect/protocol-connect";
import { setTrailerStatus } from "@connectrpc/connect/protocol-grpc";
import type { Request, Response } from "./http.ts";

const endOfStream = createEndStreamSerialization({});

/**
 * Answers a call with an error in the protocol that it came in, and looks at nothing but its headers. gRPC and gRPC-Web
 * get headers alone, "Trailers-Only" (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#responses), a
 * stream of Connect its last envelope, and any other request the HTTP status of the code with the error in JSON
 * (https://connectrpc.com/docs/protocol).
 */
export function refuseCall(request: Request, response: Response, error: ConnectError): void {
  const type = request.headers["content-type"] ?? "";
  if (/^application\/grpc(?![a-z])/i.test(type)) {
    setTrailerStatus(new Headers(), error).forEach((value, name) => response.setHeader(name, value));
    response.setHeader("content-type", type);
    response.end();
  } else if (/^application\/connect\+/i.test(type)) {
    const last = endOfStream.serialize({ metadata: error.metadata, error });
    response.setHeader("content-type", type);
    response.end(encodeEnvelope(endStreamFlag, last));
  } else {
    error.metadata.forEach((value, name) => response.setHeader(name, value));
    response.statusCode = codeToHttpStatus(error.code);
    response.setHeader("content-type", "application/json");
    response.end(errorToJsonBytes(error, {}));
  }
}
