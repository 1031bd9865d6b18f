/**
 * 32-bit FNV-1a over the UTF-16 code units of a text (http://www.isthe.com/chongo/tech/comp/fnv/), with the final mix
 * of MurmurHash3, because FNV alone leaves texts that differ in their last character only close together. The same on
 * every machine and in every release; not for secrets.
 */
export function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
