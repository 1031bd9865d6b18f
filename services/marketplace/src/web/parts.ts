import type { Shop } from "../domain/shop.ts";
import type { CookieJar } from "./session-cookie.ts";
import type { StaticFiles } from "./static-files.ts";

/** What the routes of the shop work with. */
export interface WebParts {
  readonly shop: Shop;
  readonly jar: CookieJar;
  readonly files: StaticFiles;
}
