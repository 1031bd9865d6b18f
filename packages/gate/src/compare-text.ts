/** Order by code unit and not by locale, so that it is the same on every machine, and the one that buf has. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
