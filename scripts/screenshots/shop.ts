import { join } from "node:path";
import { repositoryRoot, type RunningService, startService, temporaryFolder } from "@breakwater/testkit";
import type { Browser, Page } from "playwright-core";

/** Signs the cookie, and opens nothing else. */
const SESSION_SECRET = "only for the pictures in the documentation";
/** The session of a reader until 2100: always the same one, so that pictures only change with what they show. */
const READER = "cGljdHVyZS0yIDQxMDI0NDQ4MDAwMDA.g1vJGJGd0aMe9Sss-YAotiXV6zzdtQEzYvujHMNj4GA";

/** Starts a service on a free port. */
async function start(name: string, env: Readonly<Record<string, string>>): Promise<RunningService> {
  const entry = join(repositoryRoot, `services/${name}/src/main.ts`);
  return await startService({
    entry,
    env: { PORT: "0", ADMIN_PORT: "0", RECOMMENDATIONS_TIMEOUT_MS: "20000", ...env },
  });
}

/**
 * Takes the pictures of the shop: wide, with a list that has learned, narrow, and while the recommendations are away.
 * @param docs folder to write to
 * @returns names of the files
 */
export async function photographShop(browser: Browser, docs: string): Promise<string[]> {
  using folder = temporaryFolder();
  await using books = await start("recommendations", { DATA_DIR: folder.path });
  await using shop = await start("marketplace", {
    DATA_DIR: folder.path,
    SESSION_SECRET,
    RECOMMENDATIONS_URL: books.url,
  });
  const context = await browser.newContext({ deviceScaleFactor: 1, viewport: { width: 1120, height: 1060 } });
  await context.addCookies([{ name: "reader", value: READER, url: shop.url }]);
  const page = await context.newPage();
  const names: string[] = [];
  const take = async (name: string): Promise<void> => {
    // Nothing that moves or that has the focus.
    await page.evaluate("document.activeElement?.blur(); scrollTo({ top: 0, behavior: 'instant' })");
    await page.screenshot({ path: join(docs, name), animations: "disabled" });
    names.push(name);
  };
  await page.goto(shop.url);
  await like(page, "The Murder of Roger Ackroyd");
  await page.reload();
  await take("shop.png");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  await take("shop-narrow.png");
  await books[Symbol.asyncDispose]();
  await page.setViewportSize({ width: 1120, height: 760 });
  await page.getByText("taking a break").waitFor();
  await take("shop-degraded.png");
  return names;
}

async function like(page: Page, title: string): Promise<void> {
  await page.locator('#shelves[data-state="live"]').waitFor();
  await page.getByRole("button", { name: `Like ${title}`, exact: true }).click();
  await page.getByText(`Because you liked ${title}`).first().waitFor();
}
