/**
 * `pnpm screenshots`: takes the pictures in docs/ anew: those of the report, of the example in the README, and those of
 * the shop. It needs Chromium, which is no part of the set-up: `apt-get install chromium fonts-noto-color-emoji`, or its
 * path in CHROMIUM.
 */
import { join } from "node:path";
import { openBrowser } from "@breakwater/testkit/browser";
import type { Browser } from "playwright-core";
import { repositoryRoot } from "../repository/files.ts";
import { exampleReport } from "./example-report.ts";
import { commentPage, terminalPage } from "./pages.ts";
import { photographShop } from "./shop.ts";

const docs = join(repositoryRoot, "docs");

async function photographReport(browser: Browser): Promise<string[]> {
  const { text, markdown } = await exampleReport();
  const page = await browser.newPage({ deviceScaleFactor: 1, viewport: { width: 900, height: 600 } });
  const pages = { "report.png": terminalPage(text), "comment.png": commentPage(markdown) };
  for (const [name, html] of Object.entries(pages)) {
    await page.setContent(html);
    await page.locator("main").screenshot({ path: join(docs, name) });
  }
  return Object.keys(pages);
}

const browser = await openBrowser();
try {
  for (const name of [...(await photographReport(browser)), ...(await photographShop(browser, docs))]) {
    console.log(`docs/${name}`);
  }
} finally {
  await browser.close();
}
