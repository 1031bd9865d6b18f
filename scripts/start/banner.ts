import { styleText } from "node:util";
import { identityFiles } from "../certs/identity-files.ts";

/** What the banner tells about the running stack. */
export interface BannerFacts {
  /** Process to signal. */
  readonly pid: number;
  /** Data folder as a person would type it. */
  readonly data: string;
  readonly services: readonly { readonly name: string; readonly url: string; readonly about: string }[];
  readonly color: boolean;
  /** Folder of the certificates as a person would type it; undefined for cleartext. */
  readonly certificates?: string | undefined;
}

/** The table of what runs and commands to try next; 80 columns wide as long as the URLs allow. */
export function banner({ pid, data, services, color, certificates }: BannerFacts): string {
  const paint = (style: "bold" | "cyan", text: string) =>
    // Whether to colour was decided by the caller, who knows the stream.
    color ? styleText(style, text, { validateStream: false }) : text;
  const rows = [
    ...services.map(({ name, url, about }) => [name, url, about] as const),
    ["stack", `pid ${pid}`, `stop it with Ctrl-C or: kill ${pid}`] as const,
    ...(certificates === undefined ? [] : [["tls", "mutual", `certificates are in ${certificates}`] as const]),
    ["data", data, `logs are in ${data}/logs`] as const,
  ];
  const head = ["NAME", "URL", "WHAT IT IS"] as const;
  const width = (column: 0 | 1) => Math.max(...[head, ...rows].map((row) => row[column].length));
  const line = ([name, url, about]: readonly [string, string, string]) =>
    `${name.padEnd(width(0))}  ${url.padEnd(width(1))}  ${about}`;
  const table = [paint("bold", line(head)), ...rows.map(line)].join("\n");
  const tries = commandsToTry(services, certificates).map((command) => paint("cyan", command.replaceAll(/^/gm, "  ")));
  return `\n${table}\n\nTry next, in another terminal in this folder:\n\n${tries.join("\n\n")}\n`;
}

/** Shell commands that work while the stack runs. */
function commandsToTry(services: BannerFacts["services"], certificates: string | undefined): string[] {
  const url = services.find(({ name }) => name === "recommendations")?.url;
  const pnpm = "npx --yes pnpm@12.21.0";
  const check = `${pnpm} breakwater check`;
  if (url === undefined) return [check];
  const call = [
    "-H 'content-type: application/json' \\",
    `  -d '{"userId": 7, "category": "BOOK_CATEGORY_MYSTERY"}' \\`,
    `  ${url}/recommendations.v1.RecommendationsService/Recommend`,
  ].join("\n");
  if (certificates === undefined) return [`curl -s ${call}`, `${pnpm} --silent recommend ${url}`, check];
  const ca = identityFiles(certificates, "ca").certFile;
  const { certFile, keyFile } = identityFiles(certificates, "client");
  return [
    `curl -s --cacert ${ca} \\\n  --cert ${certFile} --key ${keyFile} \\\n  ${call}`,
    `${pnpm} --silent recommend ${url} ${certificates}`,
    check,
  ];
}
