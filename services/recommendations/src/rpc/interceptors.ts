import type { Interceptor } from "@connectrpc/connect";
import { createValidateInterceptor } from "@connectrpc/validate";
import type { Log } from "@breakwater/service-runtime";
import { toConnectError } from "./errors.ts";

/** What every call runs through, the outermost first: errors are mapped last, so that those of validation are too. */
export function createInterceptors(log: Log): Interceptor[] {
  return [mapErrors(log), createValidateInterceptor()];
}

/** Turns whatever a call throws, before or while it streams, into an error that a caller may see. */
function mapErrors(log: Log): Interceptor {
  return (next) => async (request) => {
    try {
      const response = await next(request);
      return response.stream ? { ...response, message: mapStreamErrors(response.message, log) } : response;
    } catch (error) {
      throw toConnectError(error, log);
    }
  };
}

async function* mapStreamErrors<T>(messages: AsyncIterable<T>, log: Log): AsyncGenerator<T, void, undefined> {
  try {
    yield* messages;
  } catch (error) {
    throw toConnectError(error, log);
  }
}
