import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Handler } from "hono";
import type { ShopEnv } from "./context.ts";

/** A file that browsers may keep for ever: its URL changes with its content. */
interface StaticFile {
  readonly url: string;
  readonly type: string;
  readonly content: string;
}

/** The files that pages refer to. */
export interface StaticFiles {
  readonly css: string;
  readonly script: string;
  readonly icon: string;
  /** Answers `/assets/:name`. */
  readonly serve: Handler<ShopEnv, "/assets/:name">;
}

// Sources and what is built from them are as far from the folder.
const folder = new URL("../../assets/", import.meta.url);

/** Reads the files, once. */
export function readStaticFiles(): StaticFiles {
  const css = read("shop.css", "text/css; charset=utf-8");
  const script = read("live.js", "text/javascript; charset=utf-8");
  const icon = read("icon.svg", "image/svg+xml");
  const byUrl = new Map([css, script, icon].map((file) => [file.url, file]));
  return {
    css: css.url,
    script: script.url,
    icon: icon.url,
    serve: (c) => {
      const file = byUrl.get(c.req.path);
      if (file === undefined) return c.notFound();
      const headers = { "content-type": file.type, "cache-control": "public, max-age=31536000, immutable" };
      return c.body(file.content, 200, headers);
    },
  };
}

function read(name: string, type: string): StaticFile {
  const content = readFileSync(new URL(name, folder), "utf8");
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  return { url: `/assets/${name.replace(".", `.${hash}.`)}`, type, content };
}
