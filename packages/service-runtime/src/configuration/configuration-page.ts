import { fileVariable } from "./read-configuration.ts";
import type { Setting } from "./setting.ts";

/** A service, as the page about configuration shows it. */
export interface ConfiguredService {
  /** Name for people. */
  readonly name: string;
  readonly settings: Readonly<Record<string, Setting<unknown>>>;
}

const introduction = `# Configuration

<!-- Written by \`pnpm generate\` from the tables in the code. -->

A service reads its configuration once, before it opens anything, and lists everything that is wrong with it at once
(exit code 2). A variable of the environment beats the file that \`${fileVariable}\` names, and that beats the default. An
empty variable counts as not set.

The file is YAML or JSON, a mapping of the keys below to values; lists may be lists. Keys that a service does not know
are faults. A secret can also be read from a file of its own: \`TOKEN_FILE\` names the one with the value of \`TOKEN\`.

With the argument \`--print-config\` a service prints what is in force and where each value comes from, and ends; secrets
are not shown.
`;

/** Renders the page about configuration, in Markdown. */
export function renderConfigurationPage(services: readonly ConfiguredService[]): string {
  return [introduction, ...services.map(section)].join("\n");
}

function section({ name, settings }: ConfiguredService): string {
  const rows = Object.entries(settings).map(
    ([key, { name: variable, default: byDefault, secret = false, expected, meaning }]) => [
      `\`${variable}\``,
      `\`${key}\``,
      byDefault === undefined ? "has to be set" : byDefault === "" ? "" : `\`${byDefault}\``,
      secret ? "yes" : "",
      escaped(`${meaning} Takes ${expected}.`),
    ],
  );
  const head = ["variable", "key", "default", "secret", "meaning"];
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `## ${name}\n\n${lines.join("\n")}\n`;
}

/** Text that ends no cell of a table and emphasises nothing. */
function escaped(text: string): string {
  return text.replaceAll(/[*|]/g, String.raw`\$&`);
}
