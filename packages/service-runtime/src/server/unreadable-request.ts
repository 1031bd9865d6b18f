import type { UniversalServerResponse } from "@connectrpc/connect/protocol";

/**
 * The RPC library answers a unary Connect request that is no valid protobuf or base64 with HTTP 500, before any
 * interceptor can see it. The fault is the caller's: this makes it HTTP 400 with `invalid_argument`. Errors of this
 * service's own making carry details, and pass unchanged, as do gRPC answers: there INTERNAL is what the protocol
 * says for a request that cannot be parsed (https://grpc.github.io/grpc/core/md_doc_statuscodes.html).
 */
export async function blameCallerForUnreadableRequest(
  response: UniversalServerResponse,
): Promise<UniversalServerResponse> {
  if (response.status !== 500 || response.body === undefined) return response;
  const bytes = await collect(response.body);
  const cause = causeOf(bytes);
  if (cause === undefined) return { ...response, body: once(bytes) };
  const message = `The request cannot be read: ${cause}`;
  const body = new TextEncoder().encode(JSON.stringify({ code: "invalid_argument", message }));
  const header = new Headers(response.header);
  header.set("content-length", String(body.byteLength));
  return { ...response, status: 400, header, body: once(body) };
}

/** The message of an error that was raised while the request was read; undefined for any other answer. */
function causeOf(bytes: Uint8Array): string | undefined {
  let error: unknown;
  try {
    error = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  if (typeof error !== "object" || error === null || "details" in error || !("message" in error)) return undefined;
  const { message } = error;
  if (typeof message !== "string" || message.startsWith("serialize ")) return undefined;
  // What the library says of text that is not base64 in the query of a GET.
  return message === "internal error" ? "the message parameter is not valid base64" : message;
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}
