import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Nothing is asked of the network but what pages of this machine ask for. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Starts Chromium without a window: Debian's, or the one that CHROMIUM names.
 * @throws {Error} with what to do when there is none; a test does not pass for want of a browser
 */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${executablePath}: apt-get install chromium fonts-noto-color-emoji, or name it in CHROMIUM.`,
    );
  }
  return await chromium.launch({ executablePath, args: flags });
}
