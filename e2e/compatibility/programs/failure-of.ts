import { Code, ConnectError } from "@connectrpc/connect";

/** The code with which a call fails, or "none". */
export async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "none";
  } catch (error) {
    return Code[ConnectError.from(error).code];
  }
}
