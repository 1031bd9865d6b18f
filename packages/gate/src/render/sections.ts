/** A part of a report with what is listed in it. */
export interface Section {
  /** What one item is called. */
  readonly one: string;
  readonly many: string;
  /** Each is shown as a whole or not at all. */
  readonly items: readonly string[];
  /** Written before and after the items, for example a heading; only if there are items. */
  readonly before?: string;
  readonly after?: string;
}

const gap = "\n\n";

/** What the sentence about what is left out may take. */
const room = 400;

/**
 * Writes sections one after another as long as they fit: from the first item that does not fit, all are left out, and
 * a sentence at the end counts them.
 * @param limit characters that the text may have
 */
export function fitSections(sections: readonly Section[], limit: number): string {
  const fitting: string[] = [];
  const missing: string[] = [];
  let left = limit - room;
  for (const { items, before, after, one, many } of sections) {
    left -= lengthOf(before) + lengthOf(after);
    let count = 0;
    while (missing.length === 0 && count < items.length && lengthOf(items[count]) <= left) {
      left -= lengthOf(items[count]);
      count += 1;
    }
    if (count > 0) fitting.push(...[before ?? [], items.slice(0, count), after ?? []].flat());
    const more = items.length - count;
    if (more > 0) missing.push(`${more} ${more === 1 ? one : many}`);
  }
  if (missing.length > 0) fitting.push(leftOut(missing));
  return fitting.join(gap);
}

function leftOut(missing: readonly string[]): string {
  return `**Left out here, for the text would be too long:** ${missing.join(", ")}. \`breakwater check\` prints what fails, \`--format json\` everything.`;
}

function lengthOf(text: string | undefined): number {
  return text === undefined ? 0 : text.length + gap.length;
}
