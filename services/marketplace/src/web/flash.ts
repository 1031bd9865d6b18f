import type { ShopContext } from "./context.ts";
import { type CookieJar, readCookie, writeCookie } from "./session-cookie.ts";

const NAME = "said";
// Until the page after the redirect is there, on a slow line too.
const MAX_AGE_S = 60;

/** Keeps a sentence for the next page that the reader sees. */
export function say(c: ShopContext, jar: CookieJar, sentence: string): void {
  writeCookie(c, jar, { name: NAME, value: jar.seal.close(NAME, sentence), maxAgeS: MAX_AGE_S });
}

/** Takes the sentence that was kept for this page; empty when there is none. */
export function takeSaid(c: ShopContext, jar: CookieJar): string {
  const sealed = readCookie(c, NAME, jar.isSecure);
  if (sealed === undefined) return "";
  writeCookie(c, jar, { name: NAME, value: "", maxAgeS: 0 });
  return jar.seal.open(NAME, sealed) ?? "";
}
