import { createHmac, timingSafeEqual } from "node:crypto";

/** Signs what a browser keeps for the shop, so that nobody else can make or change it. Everyone can read it. */
export interface Seal {
  /** The text with its signature, of characters that stand in a cookie, a form and a header as they are. */
  close(purpose: string, text: string): string;
  /** The text, or undefined when it was not sealed with the same secret for the same purpose. */
  open(purpose: string, sealed: string): string | undefined;
}

// Longer than any that the shop makes; a cookie could be longer than all of them.
const LONGEST = 2048;

/** A seal of HMAC-SHA-256 (RFC 2104) under a secret. */
export function createSeal(secret: string): Seal {
  const sign = (purpose: string, body: string): Buffer =>
    createHmac("sha256", secret).update(`${purpose}\n${body}`).digest();
  return {
    close: (purpose, text) => {
      const body = Buffer.from(text).toString("base64url");
      return `${body}.${sign(purpose, body).toString("base64url")}`;
    },
    open: (purpose, sealed) => {
      const [body = "", signature = "", ...rest] = sealed.length > LONGEST ? [] : sealed.split(".");
      const given = Buffer.from(signature, "base64url");
      const expected = sign(purpose, body);
      const isOurs = rest.length === 0 && given.length === expected.length && timingSafeEqual(given, expected);
      return isOurs ? Buffer.from(body, "base64url").toString() : undefined;
    },
  };
}
