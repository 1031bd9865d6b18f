import { createHmac, timingSafeEqual } from "node:crypto";

// The first 16 bytes of an HMAC-SHA256.
const MAC_BYTES = 16;

/** Makes texts that only this data's servers can make, and that are good for one thing only. */
export interface TokenSeal {
  /** A token that holds the payload; a third longer than the payload and 16 bytes. */
  seal(payload: Uint8Array, scope: string): string;
  /** The payload that `seal` was given with the same scope, or undefined for a text that it did not make. */
  open(token: string, scope: string): Buffer | undefined;
}

/**
 * Tokens for clients to send back: base64url of the payload and its MAC. The payload can be read by anybody.
 *
 * Payloads of different kinds of tokens begin with different bytes and have one length each, so that no payload and
 * scope of one kind are the bytes of another's.
 *
 * @param key secret of the data store, so that tokens outlive the process and no client can make one.
 */
export function createTokenSeal(key: Uint8Array): TokenSeal {
  const macOf = (payload: Uint8Array, scope: string): Buffer => {
    return createHmac("sha256", key).update(payload).update(scope).digest().subarray(0, MAC_BYTES);
  };
  return {
    seal: (payload, scope) => Buffer.concat([payload, macOf(payload, scope)]).toString("base64url"),
    open: (token, scope) => {
      const bytes = Buffer.from(token, "base64url");
      if (bytes.length <= MAC_BYTES) return undefined;
      const payload = bytes.subarray(0, -MAC_BYTES);
      const isGenuine =
        // Node skips characters that are not base64url: without this, a token with a blank in it would pass.
        bytes.toString("base64url") === token && timingSafeEqual(bytes.subarray(-MAC_BYTES), macOf(payload, scope));
      return isGenuine ? payload : undefined;
    },
  };
}
