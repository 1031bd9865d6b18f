import type { EffectiveSetting } from "./read-configuration.ts";

/**
 * The settings in force, a line each, for a terminal: `NAME  value  (where it comes from)`. Of a secret only whether it
 * is set.
 */
export function printConfiguration(effective: readonly EffectiveSetting[]): string {
  const shown = effective.map(({ setting, text, source }) => {
    const value = setting.secret === true ? (text === "" ? "(not set)" : "(set)") : JSON.stringify(text);
    return { name: setting.name, value, source };
  });
  const widths = { name: longest(shown.map(({ name }) => name)), value: longest(shown.map(({ value }) => value)) };
  return shown
    .map(({ name, value, source }) => `${name.padEnd(widths.name)}  ${value.padEnd(widths.value)}  (${source})\n`)
    .join("");
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}
