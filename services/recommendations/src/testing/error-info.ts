import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorInfoSchema } from "@breakwater/service-runtime";

/** What a caller learns from a failed call. */
export interface CallFailure {
  readonly code: string;
  readonly reason: string | undefined;
  readonly domain: string | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
}

/** Waits for a call to fail and returns what its caller learns. Fails when it does not fail. */
export async function failureOf(call: Promise<unknown>): Promise<CallFailure> {
  try {
    await call;
  } catch (thrown) {
    const error = ConnectError.from(thrown);
    const info = error.findDetails(ErrorInfoSchema).at(0);
    return { code: Code[error.code], reason: info?.reason, domain: info?.domain, metadata: info?.metadata };
  }
  throw new Error("the call did not fail");
}
