import { describe, expect, test } from "vitest";
import { recommended } from "../testing/books.ts";
import { testApp, type TestBrowser, tokenIn } from "../testing/test-app.ts";

/** Titles of the books of a page, in their order. */
function titlesIn(page: string): string[] {
  return [...page.matchAll(/class="title">([^<]*)</g)].map(([, title]) => title ?? "");
}

async function home(browser: TestBrowser): Promise<string> {
  return await (await browser.get("/")).text();
}

describe("the home page", () => {
  test("has three shelves with reasons and labelled buttons, for one call", async () => {
    const { browser, service } = testApp();
    const answer = await browser().get("/");
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    for (const text of ["Online Books", "Mystery", "Science fiction", "Self-help", "Popular in self-help"]) {
      expect(page).toContain(text);
    }
    // One in front, eleven on the shelves.
    expect(titlesIn(page)).toHaveLength(11);
    expect(page).toContain('aria-label="Not interested in Book self-help-4"');
    expect(page.match(/aria-label="Like /g)).toHaveLength(12);
    expect(service.calls).toEqual(["list"]);
  });

  test("shows what comes from the service as text, whatever it is", async () => {
    const { browser, service } = testApp();
    const evil = `"><script>alert(1)</script>`;
    const { book } = recommended("x", "mystery");
    service.shown = [
      {
        book: { ...book, id: evil, title: evil, authors: [evil] },
        reason: { kind: "liked-similar", likedTitle: evil },
      },
    ];
    const page = await home(browser());
    expect(page).not.toContain("<script>alert");
    expect(page).toContain("&lt;script&gt;alert(1)");
  });

  test("has nothing inline that its own policy would refuse", async () => {
    const page = await home(testApp().browser());
    expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/);
  });

  test("without the service shows what was there last, with a notice and no buttons; then it heals", async () => {
    const { browser, service } = testApp();
    const reader = browser();
    const titles = titlesIn(await home(reader));
    service.isAway = true;
    const page = await home(reader);
    expect(page).toContain("Our recommendations are taking a break");
    expect(titlesIn(page)).toEqual(titles);
    expect(page).not.toContain('class="opinion');
    service.isAway = false;
    expect(await home(reader)).toContain('aria-label="Like ');
  });

  test("without the service and without a memory says that books are to come", async () => {
    const { browser, service } = testApp();
    service.isAway = true;
    const answer = await browser().get("/");
    expect([answer.status, await answer.text()]).toEqual([
      200,
      expect.stringContaining("The shelves are being filled"),
    ]);
  });

  test("of a reader who has seen every book says so", async () => {
    const { browser, service } = testApp();
    service.shown = [];
    expect(await home(browser())).toContain("You have been through every book");
  });

  test("of a version without feedback has neither buttons, search nor a live list", async () => {
    const { browser } = testApp({ withExtras: false });
    const reader = browser();
    const page = await home(reader);
    expect(titlesIn(page)).toHaveLength(11);
    for (const absent of ["<button", "<form", "data-live"]) expect(page).not.toContain(absent);
    const statuses = [await reader.get("/live"), await reader.get("/search?q=x"), await reader.post("/feedback", {})];
    expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});

describe("feedback", () => {
  test("is recorded, changes the list, and what came of it is said once on the page after the redirect", async () => {
    const { browser, service } = testApp();
    const reader = browser();
    const token = tokenIn(await home(reader));
    const answer = await reader.post("/feedback", { token, book: "self-help-2", kind: "dislike" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
    expect(service.recorded).toEqual([{ bookId: "self-help-2", kind: "dislike" }]);
    const page = await home(reader);
    expect(page).toContain("Noted: Book self-help-2 is not for you.");
    expect(titlesIn(page)).not.toContain("Book self-help-2");
    expect(await home(reader)).not.toContain("Noted:");
  });

  test("of a search leads back to the search, and of nowhere else", async () => {
    const { browser } = testApp();
    const reader = browser();
    const token = tokenIn(await home(reader));
    const send = async (words: string) =>
      await reader.post("/feedback", { token, book: "self-help-2", kind: "like", words });
    expect((await send("a b&c")).headers.get("location")).toBe("/search?q=a%20b%26c");
    expect((await send("//evil.test")).headers.get("location")).toBe("/search?q=%2F%2Fevil.test");
  });

  test("of a script is answered with the sentence", async () => {
    const { browser, service } = testApp();
    const reader = browser();
    const form = { token: tokenIn(await home(reader)), book: "self-help-2", kind: "like" };
    const headers = { accept: "application/json", origin: "http://shop.test" };
    const answer = await reader.post("/feedback", form, headers);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { message: "Noted: you like Book self-help-2. More by its author moves up." },
    ]);
    service.isAway = true;
    const failed = await reader.post("/feedback", form, headers);
    expect([failed.status, await failed.json()]).toEqual([503, { message: expect.stringContaining("try again") }]);
  });

  test("that cannot be recorded is said", async () => {
    const { browser, service } = testApp();
    const reader = browser();
    const token = tokenIn(await home(reader));
    service.isAway = true;
    const answer = await reader.post("/feedback", { token, book: "self-help-2", kind: "like" });
    expect(answer.status).toBe(303);
    expect(await home(reader)).toContain("We could not note that just now.");
  });

  const sameSite = { origin: "http://shop.test", "sec-fetch-site": "same-origin" };
  const forgeries: { name: string; change: Record<string, string>; headers: Record<string, string>; status: number }[] =
    [
      {
        name: "another site",
        change: {},
        headers: { origin: "http://evil.test", "sec-fetch-site": "cross-site" },
        status: 403,
      },
      { name: "an unknown place", change: {}, headers: {}, status: 403 },
      { name: "a page without a token", change: { token: "" }, headers: sameSite, status: 303 },
      { name: "a page of another reader", change: { token: "theirs" }, headers: sameSite, status: 303 },
      { name: "a page with another opinion", change: { kind: "hate" }, headers: sameSite, status: 303 },
    ];
  for (const { name, change, headers, status } of forgeries) {
    test(`from ${name} is not recorded`, async () => {
      const { browser, service } = testApp();
      const reader = browser();
      const theirs = tokenIn(await home(browser()));
      const form = { token: tokenIn(await home(reader)), book: "self-help-2", kind: "like", ...change };
      const answer = await reader.post(
        "/feedback",
        { ...form, token: form.token === "theirs" ? theirs : form.token },
        headers,
      );
      expect(answer.status).toBe(status);
      expect(service.recorded).toEqual([]);
    });
  }

  test("comes from the origin that browsers see, which behind a proxy has another scheme than the port", async () => {
    const { browser, service } = testApp({ isSecure: true });
    const reader = browser();
    const form = { token: tokenIn(await home(reader)), book: "self-help-2", kind: "like" };
    expect((await reader.post("/feedback", form, { origin: "http://shop.test" })).status).toBe(403);
    expect((await reader.post("/feedback", form, { origin: "https://shop.test" })).status).toBe(303);
    expect(service.recorded).toHaveLength(1);
  });

  test("larger than any form is refused", async () => {
    const { browser } = testApp();
    const reader = browser();
    const answer = await reader.post("/feedback", { token: "x".repeat(10_000) });
    expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining("That is too much")]);
  });
});

describe("the search", () => {
  test("shows what it finds, keeps the words in the box, and takes feedback", async () => {
    const { browser, service } = testApp();
    const page = await (await browser().get("/search?q=+self-help-2+")).text();
    expect(titlesIn(page)).toEqual(["Book self-help-2"]);
    expect(page).toContain('value="self-help-2"');
    expect(page).toContain('name="words" value="self-help-2"');
    expect(page).toContain("One book");
    expect(service.calls).toEqual(["search self-help-2"]);
  });

  test("says when it finds nothing, is asked for nothing, or does not answer", async () => {
    const { browser, service } = testApp();
    const reader = browser();
    expect(await (await reader.get("/search?q=%3Ci%3E")).text()).toContain("&lt;i&gt;");
    expect(await (await reader.get("/search")).text()).toContain("Search for a part of a title");
    expect(service.calls).toEqual(["search <i>"]);
    service.isAway = true;
    expect(await (await reader.get("/search?q=x")).text()).toContain("The search is taking a break");
  });
});

describe("a reader", () => {
  test("is known by a signed cookie that no script sees, and gets it once", async () => {
    const { browser } = testApp();
    const reader = browser();
    const first = await reader.get("/");
    expect(first.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^reader=[\w-]+\.[\w-]+; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect((await reader.get("/")).headers.getSetCookie()).toEqual([]);
    const forged = await browser().get("/", { cookie: `reader=${reader.cookies.get("reader")}x` });
    expect(forged.headers.getSetCookie()).toHaveLength(1);
  });

  test("over TLS has a cookie for this host only, and stays with TLS", async () => {
    const answer = await testApp({ isSecure: true }).browser().get("/");
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-reader=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(answer.headers.get("strict-transport-security")).toContain("max-age=31536000");
  });

  test("who asks too often is refused for a time, and others are not", async () => {
    const { browser } = testApp({ requestsPerMinute: 4 });
    const reader = browser("192.0.2.1");
    const statuses = [];
    // The first has no cookie yet, and counts for the address alone.
    for (let request = 0; request < 4; request += 1) statuses.push((await reader.get("/")).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await reader.get("/");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.text()).toContain("One page at a time");
    expect((await browser("192.0.2.2").get("/")).status).toBe(200);
    // Without cookies the address counts, with five times as many.
    const bare = [];
    for (let request = 0; request < 12; request += 1) bare.push((await browser("2001:db8::1").get("/")).status);
    expect(bare.slice(-3)).toEqual([200, 429, 429]);
    expect((await browser("2001:db8::ffff:1").get("/")).status).toBe(429);
  });
});

describe("every answer", () => {
  test("has headers that allow nothing but what pages need", async () => {
    const { browser } = testApp();
    for (const path of ["/", "/nowhere", "/api/v1/home"]) {
      const { headers } = await browser().get(path);
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("strict-transport-security")).toBeNull();
    }
  });

  test("for what is not there is a friendly page, and asks for nothing", async () => {
    const { browser, service } = testApp();
    const answer = await browser().get("/nowhere");
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining("This page is out of print")]);
    expect(service.calls).toEqual([]);
  });

  test("for a fault of the shop has its name, and tells nothing else of it", async () => {
    const { browser, service, logged } = testApp();
    service.bug = new TypeError("secret detail");
    const answer = await browser().get("/");
    const page = await answer.text();
    const id = answer.headers.get("x-request-id") ?? "";
    expect(answer.status).toBe(500);
    expect(page).toContain(id);
    expect(page).not.toContain("secret detail");
    expect(logged.find((line) => line.includes("secret detail"))).toContain(id);
  });

  test("is counted by route, and never by address", async () => {
    const { browser, metrics } = testApp();
    await browser().get("/");
    await browser().get("/search?q=secret");
    await browser().get("/secret-path");
    const text = await metrics.metrics();
    expect(text).toContain('http_requests_total{method="GET",route="/",status="200"} 1');
    expect(text).toContain('http_requests_total{method="GET",route="/search",status="200"} 1');
    expect(text).not.toContain("secret");
  });
});

describe("files", () => {
  test("are kept for ever under an address of their content, and need no session", async () => {
    const { browser } = testApp();
    const reader = browser();
    const page = await home(reader);
    const urls = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, url]) => url ?? "");
    expect(urls).toHaveLength(3);
    for (const url of urls) {
      const answer = await browser().get(url);
      expect([answer.status, answer.headers.get("cache-control")]).toEqual([
        200,
        "public, max-age=31536000, immutable",
      ]);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect((await reader.get("/assets/shop.000000000000.css")).status).toBe(404);
    expect((await reader.get("/assets/..%2fpackage.json")).status).toBe(404);
  });
});
