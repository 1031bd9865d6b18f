import { isAbsolute, join } from "node:path";
import type { Io } from "../io.ts";

/**
 * The folder of the cache: what `BREAKWATER_CACHE_DIR` names (relative to where the command was started), or else
 * `breakwater` in `XDG_CACHE_HOME` or in `.cache` of the home folder
 * (https://specifications.freedesktop.org/basedir-spec/latest/).
 * @returns undefined without any of them, or when `BREAKWATER_CACHE_DIR` is "off": nothing is kept then
 */
export function cacheFolder({ env, cwd }: Io): string | undefined {
  const own = env["BREAKWATER_CACHE_DIR"] ?? "";
  if (own === "off") return undefined;
  if (own !== "") return isAbsolute(own) ? own : join(cwd, own);
  const xdg = env["XDG_CACHE_HOME"] ?? "";
  if (isAbsolute(xdg)) return join(xdg, "breakwater");
  const home = env["HOME"] ?? "";
  return isAbsolute(home) ? join(home, ".cache", "breakwater") : undefined;
}
