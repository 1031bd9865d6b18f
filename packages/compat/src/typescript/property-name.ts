/** What follows an object to get at one of its properties. A field like "_1" has a name that is no identifier. */
export function access(property: string): string {
  return /^[a-z_$]/i.test(property) ? `.${property}` : `["${property}"]`;
}
