import { getCookie, setCookie } from "hono/cookie";
import { type Session, beginSession, isRipe, readSession, SESSION_MS, writeSession } from "../domain/session.ts";
import type { Seal } from "../domain/seal.ts";
import type { ShopContext, ShopMiddleware } from "./context.ts";

/** How cookies are made. */
export interface CookieJar {
  readonly seal: Seal;
  /** Whether browsers get here over TLS. */
  readonly isSecure: boolean;
}

/** The session that a request comes with; undefined when it has none. */
export function sessionOf(c: ShopContext, { seal, isSecure }: CookieJar): Session | undefined {
  return readSession(seal, readCookie(c, "reader", isSecure) ?? "", Date.now());
}

/** Gives each reader a session: theirs, or a new one. The cookie is only written when it is new or half over. */
export function keepSession(jar: CookieJar): ShopMiddleware {
  return async (c, next) => {
    const now = Date.now();
    const known = sessionOf(c, jar);
    const session = known === undefined || isRipe(known, now) ? beginSession(now, known?.readerId) : known;
    c.set("session", session);
    await next();
    if (session !== known) {
      writeCookie(c, jar, { name: "reader", value: writeSession(jar.seal, session), maxAgeS: SESSION_MS / 1000 });
    }
  };
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  /** How long the browser keeps it, seconds; 0 takes it away. */
  readonly maxAgeS: number;
}

/** Sets a cookie that scripts do not see and other sites' forms do not send; over TLS none but this host can set it. */
export function writeCookie(c: ShopContext, { isSecure }: CookieJar, { name, value, maxAgeS }: Cookie): void {
  const options = { path: "/", httpOnly: true, sameSite: "Lax", maxAge: maxAgeS } as const;
  // Browsers take the prefix __Host- only from secure origins.
  setCookie(c, name, value, isSecure ? { ...options, secure: true, prefix: "host" } : options);
}

/** Reads such a cookie. */
export function readCookie(c: ShopContext, name: string, isSecure: boolean): string | undefined {
  return isSecure ? getCookie(c, name, "host") : getCookie(c, name);
}
