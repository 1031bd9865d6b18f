import type { Finding } from "../finding.ts";

/** Where a finding is, as compilers write it. */
export function place({ path, line, column }: Finding): string {
  return `${path}:${line}:${column}`;
}

/** Where what is gone stood on the base; undefined when the finding itself is there, and for what is not gone. */
export function oldPlace({ deleted, path, line, oldPath, oldLine }: Finding): string | undefined {
  if (!deleted || oldPath === null || (oldPath === path && oldLine === line)) return undefined;
  return oldLine === null ? oldPath : `${oldPath}:${oldLine}`;
}
