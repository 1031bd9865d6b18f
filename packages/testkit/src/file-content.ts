import { readFileSync, watch } from "node:fs";

/** Settles with the match as soon as the text of an existing file matches; it watches the file and does not poll. */
export async function untilFileMatches(path: string, pattern: RegExp): Promise<RegExpExecArray> {
  const found = Promise.withResolvers<RegExpExecArray>();
  const check = () => {
    const match = pattern.exec(readFileSync(path, "utf8"));
    if (match !== null) found.resolve(match);
  };
  const watcher = watch(path, check).on("error", found.reject);
  try {
    check();
    return await found.promise;
  } finally {
    watcher.close();
  }
}
