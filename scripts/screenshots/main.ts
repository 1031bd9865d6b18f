/**
 * `pnpm screenshots`: takes the pictures of the report in docs/ anew, of the example in the README. It needs Chromium,
 * which is no part of the set-up: `apt-get install chromium fonts-noto-color-emoji`, or its path in CHROMIUM.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { repositoryRoot } from "../repository/files.ts";
import { exampleReport } from "./example-report.ts";
import { commentPage, terminalPage } from "./pages.ts";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Nothing is asked of the network: the pages are texts of ours. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

async function main(): Promise<number> {
  if (!existsSync(executablePath)) {
    console.error(`There is no Chromium at ${executablePath}. Install it, or name it in CHROMIUM.`);
    return 2;
  }
  const { text, markdown } = await exampleReport();
  const browser = await chromium.launch({ executablePath, args: flags });
  try {
    const page = await browser.newPage({ deviceScaleFactor: 1, viewport: { width: 900, height: 600 } });
    for (const [name, html] of [
      ["report.png", terminalPage(text)],
      ["comment.png", commentPage(markdown)],
    ] as const) {
      await page.setContent(html);
      const path = join(repositoryRoot, "docs", name);
      await page.locator("main").screenshot({ path });
      console.log(`docs/${name}`);
    }
  } finally {
    await browser.close();
  }
  return 0;
}

process.exitCode = await main();
