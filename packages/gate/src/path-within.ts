/** Whether a path is a folder or below it; paths have "/" between parts, and "." is the top. */
export function isWithin(path: string, folder: string): boolean {
  return folder === "." || path === folder || path.startsWith(`${folder}/`);
}
