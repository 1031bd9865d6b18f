import { ConnectError, type Interceptor } from "@connectrpc/connect";
import type { CallRequest } from "./observe-call.ts";

/** An interceptor that puts headers on each answer, errors among them; on a stream's error they are trailers. */
export function answerHeaders(headersOf: (request: CallRequest) => Readonly<Record<string, string>>): Interceptor {
  return (next) => async (request) => {
    const headers = Object.entries(headersOf(request));
    try {
      const response = await next(request);
      for (const [name, value] of headers) response.header.set(name, value);
      return response;
    } catch (error) {
      if (error instanceof ConnectError) for (const [name, value] of headers) error.metadata.set(name, value);
      throw error;
    }
  };
}
