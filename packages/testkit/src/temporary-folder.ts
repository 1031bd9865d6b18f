import { mkdtempSync, rmSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new empty folder, deleted with everything in it when the value is disposed (`using folder = temporaryFolder()`). */
export interface TemporaryFolder extends Disposable {
  /** Absolute path without symbolic links. */
  readonly path: string;
}

/** Makes a new empty folder under the system's temporary folder. */
export function temporaryFolder(prefix = "breakwater-"): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  return {
    path,
    [Symbol.dispose]: () => {
      rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
