import type { HtmlEscapedString } from "hono/utils/html";

/** A piece of a page, as `html` makes it: every value in it is escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Nothing, where a page has a piece only sometimes. */
export const nothing = "";
