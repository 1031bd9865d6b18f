/** Whether the file at `path` only runs in tests: a test, or something that tests share in a folder `testing/`. */
export function isTest(path: string): boolean {
  return path.endsWith(".test.ts") || path.split("/").includes("testing");
}
