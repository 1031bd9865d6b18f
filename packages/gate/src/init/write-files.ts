import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PlannedFile } from "./plan.ts";

/** Writes the planned files that are not there yet; fails rather than write over one. */
export function writePlan(top: string, files: readonly PlannedFile[]): void {
  for (const file of files) {
    if (file.kind !== "write") continue;
    const path = join(top, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.text, { flag: "wx" });
  }
}
