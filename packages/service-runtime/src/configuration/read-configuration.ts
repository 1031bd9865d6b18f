import { readFileSync } from "node:fs";
import { ConfigurationFault } from "./configuration-fault.ts";
import { type ConfigurationFile, noFile, readConfigurationFile } from "./configuration-file.ts";
import type { Setting, SettingsOf } from "./setting.ts";

/** The variable that names the configuration file. */
export const fileVariable = "CONFIG_FILE";

/** Variables of the environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting as it is in force. */
export interface EffectiveSetting {
  readonly key: string;
  readonly setting: Setting<unknown>;
  /** Its text; of a secret, too. */
  readonly text: string;
  /** Where it comes from, for people: "PORT", "service.yaml:3" or "default". */
  readonly source: string;
}

/** A configuration that can be used. */
export interface Configured<Configuration> {
  readonly values: Configuration;
  readonly effective: readonly EffectiveSetting[];
}

/**
 * Reads the configuration of a service: a variable of the environment beats the file that `CONFIG_FILE` names, and that
 * beats the default. An empty variable counts as not set.
 * @throws {ConfigurationFault} with every fault of all settings; nothing has been opened then
 */
export function readConfiguration<Configuration>(
  settings: SettingsOf<Configuration>,
  environment: Environment,
): Configured<Configuration> {
  const path = environment[fileVariable] ?? "";
  const file = path === "" ? noFile : readConfigurationFile(path);
  const table: [string, Setting<unknown>][] = Object.entries(settings);
  const faults = [...file.faults, ...unknownKeys(Object.keys(settings), file, path)];
  const effective: EffectiveSetting[] = [];
  const values: Record<string, unknown> = {};
  const texts = new Map<string, string>();
  for (const [key, setting] of table) {
    const given = giveText(key, setting, { environment, file, path });
    if (typeof given === "string") {
      faults.push(given);
      continue;
    }
    const value = setting.parse(given.text);
    if (value === undefined) faults.push(wrongValue(setting, given));
    else texts.set(setting.name, given.text);
    values[key] = value;
    effective.push({ key, setting, ...given });
  }
  for (const [, { name, check }] of table) {
    if (texts.has(name)) faults.push(...(check?.(texts) ?? []));
  }
  if (faults.length > 0) throw new ConfigurationFault(faults.join("\n"));
  // Each key of the table has the value that its own setting gave.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { values: values as Configuration, effective };
}

interface Given {
  readonly text: string;
  readonly source: string;
}

interface Sources {
  readonly environment: Environment;
  readonly file: ConfigurationFile;
  readonly path: string;
}

/** The text of a setting and where it is from, or a fault. */
function giveText(key: string, setting: Setting<unknown>, { environment, file, path }: Sources): Given | string {
  const { name, secret = false, default: byDefault, meaning } = setting;
  const text = environment[name] ?? "";
  const secretPath = secret ? (environment[`${name}_FILE`] ?? "") : "";
  if (text !== "" && secretPath !== "") return `${name} and ${name}_FILE are both set: leave one out.`;
  if (text !== "") return { text, source: name };
  if (secretPath !== "") return readSecret(`${name}_FILE`, secretPath);
  const entry = file.entries.get(key);
  if (entry !== undefined) return { text: entry.text, source: `${path}:${entry.line}` };
  if (byDefault === undefined) return `${name} is not set, and has no default. ${meaning}`;
  return { text: byDefault, source: "default" };
}

/** A line feed at the end of a secret's file is not a part of it: editors and `echo` write one. */
function readSecret(variable: string, path: string): Given | string {
  try {
    return { text: readFileSync(path, "utf8").replace(/\r?\n$/, ""), source: `${variable} (${path})` };
  } catch (error) {
    return `${variable}: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

function wrongValue({ name, secret = false, expected, meaning }: Setting<unknown>, { text, source }: Given): string {
  const shown = secret ? "the value given" : JSON.stringify(text);
  return `${name}: ${shown}${source === name ? "" : ` (${source})`} is not ${expected}. ${meaning}`;
}

function unknownKeys(known: readonly string[], { entries }: ConfigurationFile, path: string): string[] {
  return [...entries].flatMap(([key, { line }]) => {
    return known.includes(key) ? [] : `${path}:${line}: unknown key "${key}". Known: ${known.join(", ")}.`;
  });
}
