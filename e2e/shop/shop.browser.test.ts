import { testAuthority } from "@breakwater/testkit";
import { openBrowser } from "@breakwater/testkit/browser";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ShopAndBooks, startShopAndBooks } from "./shop-and-books.ts";

let browser: Browser;
let shop: ShopAndBooks;
beforeAll(async () => {
  browser = await openBrowser();
  shop = await startShopAndBooks();
});
afterAll(async () => {
  await browser.close();
  await shop[Symbol.asyncDispose]();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

/** What the browser complained of on the pages of a test: scripts that failed, and what the policy refused. */
let complaints: string[] = [];

/** A new reader, on the home page. */
async function visit(options: BrowserContextOptions = {}, url: string = shop.url): Promise<Page> {
  complaints = [];
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (line) => {
    if (line.type() === "error") complaints.push(line.text());
  });
  await page.goto(url);
  return page;
}

/** A new reader whose page follows the list. */
async function visitLive(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await visit(options);
  await page.locator('#shelves[data-state="live"]').waitFor();
  return page;
}

function shelf(page: Page, name: string): Locator {
  return page.getByRole("region", { name, exact: true });
}

function titlesOf(place: Locator): Promise<string[]> {
  return place.locator("h3").allTextContents();
}

/** An editors' choice, which every new reader is shown, by an author of many. */
const byManyBooks = "The Murder of Roger Ackroyd";

function likeButton(page: Page): Locator {
  return page.getByRole("button", { name: `Like ${byManyBooks}`, exact: true });
}

/** Ids of the accessibility rules that a page breaks. */
async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate<string[]>("axe.run().then(({ violations }) => violations.map(({ id }) => id))");
}

const notice = "Our recommendations are taking a break.";

const readers = [
  { name: "with scripts", javaScriptEnabled: true },
  { name: "without scripts", javaScriptEnabled: false },
];
for (const { name: reader, javaScriptEnabled } of readers) {
  describe(`a reader ${reader}`, () => {
    test("the home page has three shelves with at least three books each, with authors and reasons", async () => {
      const page = await visit({ javaScriptEnabled });
      expect(await page.title()).toBe("Online Books For You");
      expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Online Books For You");
      for (const name of ["Mystery", "Science fiction", "Self-help"]) {
        const books = shelf(page, name).getByRole("listitem");
        expect(await books.count()).toBeGreaterThanOrEqual(3);
        expect(await books.first().locator(".by").textContent()).toMatch(/\w+\s·\s\d{4}/);
        expect(await books.first().locator(".why").textContent()).not.toBe("");
        expect(await books.first().getByRole("button").count()).toBe(3);
      }
      expect(complaints).toEqual([]);
    });

    test("a book that is disliked leaves the shelf, for good, and the page says so", async () => {
      const page = await (javaScriptEnabled ? visitLive() : visit({ javaScriptEnabled }));
      const [title = ""] = await titlesOf(shelf(page, "Self-help"));
      await page.getByRole("button", { name: `Dislike ${title}`, exact: true }).click();
      await shelf(page, "Self-help").getByText(title, { exact: true }).last().waitFor({ state: "detached" });
      await page.getByRole("status").getByText(`${title} is not for you`).waitFor();
      await page.reload();
      expect(await titlesOf(shelf(page, "Self-help"))).not.toContain(title);
      expect(complaints).toEqual([]);
    });

    test("a book that is liked brings others of its author, and the reason names it", async () => {
      const page = await (javaScriptEnabled ? visitLive() : visit({ javaScriptEnabled }));
      await likeButton(page).click();
      await page.getByText(`Because you liked ${byManyBooks}`).first().waitFor();
      expect(complaints).toEqual([]);
    });

    test("a search finds books by title and author, and leads back after feedback", async () => {
      const page = await visit({ javaScriptEnabled });
      await page.getByRole("searchbox", { name: "Search for books" }).fill("guin");
      await page.getByRole("searchbox").press("Enter");
      await page.getByRole("heading", { name: "Books for “guin”" }).waitFor();
      const titles = await titlesOf(page.locator("main"));
      expect(titles).toContain("The Dispossessed");
      await page.getByRole("button", { name: "Like The Dispossessed", exact: true }).click();
      await page.getByRole("status").getByText("you like The Dispossessed").waitFor();
      expect(await titlesOf(page.locator("main"))).toEqual(titles);
      await page.getByRole("link", { name: "Online Books For You" }).click();
      await page.getByText("Because you liked The Dispossessed").first().waitFor();
      expect(complaints).toEqual([]);
    });
  });
}

describe("the live list", () => {
  test("changes on another page of the same reader, without a reload", async () => {
    const page = await visitLive();
    const other = await page.context().newPage();
    await other.goto(shop.url);
    await other.locator('#shelves[data-state="live"]').waitFor();
    const [title = ""] = await titlesOf(shelf(page, "Science fiction"));
    const button = (where: Page): Locator =>
      where.getByRole("button", { name: `Not interested in ${title}`, exact: true });
    await button(page).click();
    await button(other).waitFor({ state: "detached" });
    expect(await titlesOf(shelf(other, "Science fiction"))).not.toContain(title);
  });

  test("does not change for another reader", async () => {
    const [mine, theirs] = [await visitLive(), await visitLive()];
    const [title = ""] = await titlesOf(shelf(theirs, "Self-help"));
    const button = (page: Page): Locator =>
      page.getByRole("button", { name: `Not interested in ${title}`, exact: true });
    await button(mine).click();
    await button(mine).waitFor({ state: "detached" });
    expect(await button(theirs).count()).toBe(1);
  });
});

describe("at the keyboard alone", () => {
  test("the first thing is a way past the masthead", async () => {
    const page = await visit();
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Skip to the books");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").getAttribute("aria-label")).toMatch(/^Like /);
  });

  test("every button is reached, seen where it is, and pressed; and one goes on from there", async () => {
    const page = await visitLive();
    const [title = ""] = await titlesOf(shelf(page, "Mystery"));
    const label = `Not interested in ${title}`;
    const focused = page.locator(":focus");
    do await page.keyboard.press("Tab");
    while ((await focused.getAttribute("aria-label")) !== label);
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: label, exact: true }).waitFor({ state: "detached" });
    // The button is gone with its book: the name of the shelf has the focus.
    expect(await focused.textContent()).toBe("Mystery");
    await page.keyboard.press("Tab");
    expect(await focused.getAttribute("aria-label")).toMatch(/^Like /);
  });

  test("a button whose book stays keeps the focus when the list changes", async () => {
    const page = await visitLive();
    await likeButton(page).focus();
    await page.keyboard.press("Space");
    await page.getByText(`Because you liked ${byManyBooks}`).first().waitFor();
    expect(await page.locator(":focus").getAttribute("aria-label")).toBe(`Like ${byManyBooks}`);
  });
});

describe("on a narrow screen", () => {
  test("nothing is wider than the screen, rows can be pushed along, and buttons are large enough", async () => {
    const page = await visit({ viewport: { width: 360, height: 740 }, hasTouch: true });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    const row = shelf(page, "Mystery").getByRole("list");
    expect(await row.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)).toBe(true);
    for (const button of await page.getByRole("button").all()) {
      const box = await button.boundingBox();
      // WCAG 2.2, success criterion 2.5.8.
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
    }
  });
});

describe("the rules of axe-core find nothing wrong", () => {
  const pages: { name: string; path: string; options: BrowserContextOptions }[] = [
    { name: "the shelves", path: "/", options: {} },
    { name: "the shelves by night", path: "/", options: { colorScheme: "dark" } },
    { name: "the shelves on a narrow screen", path: "/", options: { viewport: { width: 360, height: 740 } } },
    { name: "what a search found", path: "/search?q=christie", options: {} },
    { name: "a search that found nothing", path: "/search?q=zzz", options: {} },
    { name: "a page that is not there", path: "/nowhere", options: {} },
  ];
  for (const { name, path, options } of pages) {
    test(`with ${name}`, async () => {
      // The policy of the page would refuse what the test adds to it.
      const page = await visit({ bypassCSP: true, ...options }, shop.url + path);
      expect(await violationsOn(page)).toEqual([]);
    });
  }

  test("and they do find what is wrong", async () => {
    const page = await visit({ bypassCSP: true });
    await page.evaluate("document.documentElement.removeAttribute('lang')");
    expect(await violationsOn(page)).toContain("html-has-lang");
  });
});

describe("on recommendations.v1", () => {
  test("there are shelves of titles, and nothing that v1 cannot do", async () => {
    await using own = await startShopAndBooks({ RECOMMENDATIONS_VERSION: "v1" });
    const page = await visit({ bypassCSP: true }, own.url);
    for (const name of ["Mystery", "Science fiction", "Self-help"]) {
      expect((await titlesOf(shelf(page, name))).length).toBeGreaterThanOrEqual(3);
    }
    expect(await page.getByRole("button").count()).toBe(0);
    expect(await page.getByRole("search").count()).toBe(0);
    expect(await violationsOn(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe("over TLS", () => {
  test("feedback and the live list work over HTTP/2, and the cookie is for this host alone", async () => {
    using authority = await testAuthority();
    const { certFile, keyFile } = authority.write("shop", await authority.issue());
    await using own = await startShopAndBooks({ TLS: "server", TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile });
    // The browser does not know the CA of the test.
    const page = await visit({ ignoreHTTPSErrors: true }, own.url);
    await page.locator('#shelves[data-state="live"]').waitFor();
    const protocol = "performance.getEntriesByType('navigation')[0].nextHopProtocol";
    expect(await page.evaluate(protocol)).toBe("h2");
    await likeButton(page).click();
    await page.getByText(`Because you liked ${byManyBooks}`).first().waitFor();
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: "__Host-reader", secure: true, httpOnly: true, sameSite: "Lax" });
    expect(complaints).toEqual([]);
  });
});

describe("while the recommendations are away", () => {
  test("an open page says so, a new one as well, both keep their books, and both heal by themselves", async () => {
    await using own = await startShopAndBooks();
    const page = await visit({}, own.url);
    await page.locator('#shelves[data-state="live"]').waitFor();
    const titles = await titlesOf(page.locator("main"));
    await own.stopBooks();
    await page.getByText(notice).waitFor();
    expect(await titlesOf(page.locator("main"))).toEqual(titles);
    await page.reload();
    expect(await page.getByText(notice).count()).toBe(1);
    expect(await titlesOf(page.locator("main"))).toEqual(titles);
    expect(await page.locator(".opinion").count()).toBe(0);
    await own.startBooks();
    await page.getByText(notice).waitFor({ state: "detached" });
    expect(await titlesOf(page.locator("main"))).toEqual(titles);
    expect(await page.locator(".opinion").count()).toBeGreaterThan(9);
  });
});
