import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";

// What Node calls the stream of a call that the server has not looked at.
const refused = "NGHTTP2_REFUSED_STREAM";

/**
 * Reports a call whose stream was refused as unavailable, so that whoever retries or balances makes it elsewhere. A
 * server that shuts down refuses the streams that reach it after its GOAWAY, and it has not processed any of them (RFC
 * 9113, sections 6.8 and 8.7); the RPC library says "internal", which nobody retries. The outermost interceptor but for
 * those that retry.
 */
export const refusedStreamIsUnavailable: Interceptor = (next) => async (request) => {
  try {
    return await next(request);
  } catch (error) {
    const { code, rawMessage, metadata } = ConnectError.from(error);
    if (code !== Code.Internal || !rawMessage.includes(refused)) throw error;
    throw new ConnectError(
      "The server shuts down and has not looked at the call.",
      Code.Unavailable,
      metadata,
      [],
      error,
    );
  }
};
