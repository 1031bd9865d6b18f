import { join } from "node:path";
import { readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:http2";
import { type RunningService, spawnService, temporaryFolder, testAuthority } from "@breakwater/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entry, startRecommendations, startShop } from "./testing/shop-processes.ts";

let folder = temporaryFolder();
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

/** A visit of somebody whose cookies the caller keeps. */
async function visit(shop: RunningService, cookie: string = ""): Promise<{ page: string; cookie: string }> {
  const answer = await fetch(shop.url, { headers: { cookie } });
  expect(answer.status).toBe(200);
  // The line about the request comes after those about its calls, which tests count.
  await shop.printed("stderr", answer.headers.get("x-request-id") ?? "none");
  const [set = cookie] = answer.headers.getSetCookie().map((header) => header.split(";")[0] ?? "");
  return { page: await answer.text(), cookie: set };
}

/** Titles on each shelf, in the order of the shelves. */
function shelvesIn(page: string): string[][] {
  const [, ...shelves] = page.split('<section class="shelf"');
  return shelves.map((shelf) => [...shelf.matchAll(/class="title">([^<]*)</g)].map(([, title]) => title ?? ""));
}

/** Calls that the shop has made, each attempt, as its log tells. */
function callsOf({ output }: RunningService): number {
  return output.stderr.split("\n").filter((line) => line.includes('"call made"')).length;
}

const notice = "Our recommendations are taking a break";

describe("on recommendations.v2", () => {
  test("a page is one call, and each shelf has three books or more, for whoever comes", async () => {
    await using service = await startRecommendations(join(folder.path, "books"));
    await using shop = await startShop(join(folder.path, "shop"), service.url);
    for (let reader = 1; reader <= 20; reader += 1) {
      const { page } = await visit(shop);
      const counts = shelvesIn(page).map((titles) => titles.length);
      expect(counts).toHaveLength(3);
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(3);
      expect(callsOf(shop)).toBe(reader);
    }
  });

  test("feedback changes the list of its reader, and is still there after both have started anew", async () => {
    await using service = await startRecommendations(join(folder.path, "books"));
    await using shop = await startShop(join(folder.path, "shop"), service.url);
    const { page, cookie } = await visit(shop);
    const [[title = ""] = []] = shelvesIn(page);
    const book = /data-book="([^"]+)"/.exec(page.slice(page.indexOf('<section class="shelf"')))?.[1];
    const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? "";
    const answer = await fetch(`${shop.url}/feedback`, {
      method: "POST",
      redirect: "manual",
      headers: { cookie, origin: shop.url },
      body: new URLSearchParams({ token, book: book ?? "", kind: "not-interested" }),
    });
    expect(answer.status).toBe(303);
    expect(shelvesIn((await visit(shop, cookie)).page).flat()).not.toContain(title);
    service.kill("SIGTERM");
    shop.kill("SIGTERM");
    for (const { exited } of [service, shop]) expect(await exited).toEqual({ code: 0, signal: null });
    await using again = await startRecommendations(join(folder.path, "books"));
    await using shopAgain = await startShop(join(folder.path, "shop"), again.url);
    const after = await visit(shopAgain, cookie);
    // The same secret: the reader is known.
    expect(after.cookie).toBe(cookie);
    expect(shelvesIn(after.page).flat()).not.toContain(title);
  });

  test("when the service goes, pages show what is remembered, soon without asking; when it is back, they heal", async () => {
    const service = await startRecommendations(join(folder.path, "books"));
    const often = { REQUESTS_PER_MINUTE: "100000" };
    await using shop = await startShop(join(folder.path, "shop"), service.url, often);
    const { page, cookie } = await visit(shop);
    await service[Symbol.asyncDispose]();
    for (let request = 0; request < 4; request += 1) {
      const degraded = (await visit(shop, cookie)).page;
      expect(degraded).toContain(notice);
      expect(shelvesIn(degraded)).toEqual(shelvesIn(page));
    }
    // Two attempts for a page, until five have failed in a row: the circuit is open, and the service gets no call.
    expect(callsOf(shop)).toBe(1 + 5);
    await using again = await startRecommendations(join(folder.path, "books"), new URL(service.url).port);
    expect(again.url).toBe(service.url);
    let healed = "";
    do {
      healed = (await visit(shop, cookie)).page;
    } while (healed.includes(notice));
    expect(shelvesIn(healed)).toEqual(shelvesIn(page));
  });

  test("a service that does not answer costs a reader its deadline and no more, and then nothing", async () => {
    const service = await startRecommendations(join(folder.path, "books"));
    await using shop = await startShop(join(folder.path, "shop"), service.url, { RECOMMENDATIONS_TIMEOUT_MS: "200" });
    service.kill("SIGSTOP");
    const begun = performance.now();
    for (let reader = 1; reader <= 5; reader += 1) expect((await visit(shop)).page).toContain(notice);
    expect(performance.now() - begun).toBeLessThan(20_000);
    // The circuit is open: the sixth does not even wait.
    expect((await visit(shop)).page).toContain(notice);
    expect(callsOf(shop)).toBe(5);
    await service[Symbol.asyncDispose]();
  });

  test("a page that closes ends its stream of the service", async () => {
    await using service = await startRecommendations(join(folder.path, "books"));
    await using shop = await startShop(join(folder.path, "shop"), service.url);
    const { cookie } = await visit(shop);
    const page = new AbortController();
    const answer = await fetch(`${shop.url}/live`, { headers: { cookie }, signal: page.signal });
    await answer.body?.getReader().read();
    page.abort();
    // The service notes the end of a call, and how it came.
    const end = '"method":"WatchRecommendations","code":"canceled"';
    await service.printed("stderr", end);
    await shop.printed("stderr", end);
    expect(service.output.stderr.split(end)).toHaveLength(2);
  });

  test("an open page is told of the list, and a shutdown ends that", async () => {
    await using service = await startRecommendations(join(folder.path, "books"));
    await using shop = await startShop(join(folder.path, "shop"), service.url);
    const { cookie } = await visit(shop);
    const answer = await fetch(`${shop.url}/live`, { headers: { cookie } });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toMatch(/^event: shelves\n/);
    shop.kill("SIGTERM");
    for (let isDone = false; !isDone;) isDone = (await reader?.read())?.done ?? true;
    expect(await shop.exited).toEqual({ code: 0, signal: null });
    expect(shop.output.stderr).not.toContain("drain timed out");
  });
});

describe("on recommendations.v1", () => {
  test("a page is a call for each shelf, without feedback and search", async () => {
    await using service = await startRecommendations(join(folder.path, "books"));
    await using shop = await startShop(join(folder.path, "shop"), service.url, { RECOMMENDATIONS_VERSION: "v1" });
    const { page, cookie } = await visit(shop);
    expect(Math.min(...shelvesIn(page).map((titles) => titles.length))).toBeGreaterThanOrEqual(3);
    expect(page).not.toMatch(/<form|<button|data-live/);
    expect(callsOf(shop)).toBe(3);
    // A reader stays who they are, and on the way to v2 as well.
    expect((await visit(shop, cookie)).page).toBe(page);
    shop.kill("SIGTERM");
    await shop.exited;
    await using moved = await startShop(join(folder.path, "shop"), service.url);
    const after = await visit(moved, cookie);
    expect(after.cookie).toBe(cookie);
    expect(after.page).toContain('aria-label="Like ');
  });

  test("when the service goes, titles are remembered as well", async () => {
    const service = await startRecommendations(join(folder.path, "books"));
    await using shop = await startShop(join(folder.path, "shop"), service.url, { RECOMMENDATIONS_VERSION: "v1" });
    const { page, cookie } = await visit(shop);
    await service[Symbol.asyncDispose]();
    const degraded = (await visit(shop, cookie)).page;
    expect(degraded).toContain(notice);
    expect(shelvesIn(degraded)).toEqual(shelvesIn(page));
  });
});

describe("over TLS", () => {
  test("the shop shows a certificate, and asks for none", async () => {
    using authority = await testAuthority();
    const { certFile, keyFile } = authority.write("shop", await authority.issue());
    const tls = { TLS: "server", TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile };
    await using shop = await startShop(join(folder.path, "shop"), "http://127.0.0.1:1", tls);
    const session = connect(shop.url, { ca: authority.identity.certificate });
    const call = session.request({ ":path": "/" });
    const { promise, resolve } = Promise.withResolvers<Record<string, unknown>>();
    call.on("response", resolve);
    const headers = await promise;
    expect(headers[":status"]).toBe(200);
    expect(String(headers["set-cookie"])).toMatch(/^__Host-reader=.*; Secure/);
    session.destroy();
  });
});

test("with mutual TLS on its own port the shop calls with the certificate of that port", async () => {
  using authority = await testAuthority();
  const { certFile, keyFile } = authority.write("both", await authority.issue());
  const { caFile } = authority;
  const tls = { TLS: "mutual", TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, TLS_CA_FILE: caFile };
  await using service = await startRecommendations(join(folder.path, "books"), "0", tls);
  await using shop = await startShop(join(folder.path, "shop"), service.url, tls);
  const [ca, cert, key] = [caFile, certFile, keyFile].map((path) => readFileSync(path, "utf8"));
  const session = connect(shop.url, { ca, cert, key });
  const page = session.request({ ":path": "/" }).setEncoding("utf8");
  let text = "";
  for await (const chunk of page) text += String(chunk);
  session.destroy();
  expect(shelvesIn(text)).toHaveLength(3);
  expect(text).not.toContain(notice);
});

test("SIGHUP reads the certificates for calls again, also where the shop itself has none", async () => {
  using authority = await testAuthority();
  const { certFile, keyFile } = authority.write("server", await authority.issue());
  const { caFile } = authority;
  const tls = { TLS: "mutual", TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, TLS_CA_FILE: caFile };
  await using service = await startRecommendations(join(folder.path, "books"), "0", tls);
  const caller = authority.write("caller", await authority.issue());
  // Nobody watches what a link points at.
  const [cert, key] = ["caller.crt", "caller.key"].map((name) => join(folder.path, name));
  symlinkSync(caller.certFile, cert ?? "");
  symlinkSync(caller.keyFile, key ?? "");
  await using shop = await startShop(join(folder.path, "shop"), service.url, {
    RECOMMENDATIONS_CA_FILE: caFile,
    RECOMMENDATIONS_CERT_FILE: cert ?? "",
    RECOMMENDATIONS_KEY_FILE: key ?? "",
  });
  authority.write("caller", await authority.issue());
  shop.kill("SIGHUP");
  await shop.printed("stderr", '"message":"TLS certificates reloaded"');
  expect(shop.output.stderr).toContain('"cause":"SIGHUP"');
  expect(shelvesIn((await visit(shop)).page)).toHaveLength(3);
});

test("behind a proxy that ends TLS, cookies and headers are those of TLS", async () => {
  await using shop = await startShop(folder.path, "http://127.0.0.1:1", { PUBLIC_TLS: "true" });
  const { headers } = await fetch(shop.url);
  expect(headers.getSetCookie()[0]).toMatch(/^__Host-reader=.*; Secure/);
  expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
});

describe("a start", () => {
  test("makes a secret that only its user can read, and says so", async () => {
    await using shop = await startShop(folder.path, "http://127.0.0.1:1");
    const path = join(folder.path, "session-secret");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(shop.output.stderr).toContain("made a secret for sessions");
    expect(shop.output.stderr).not.toContain(readFileSync(path, "utf8"));
  });

  test("with a secret that was cut short ends, as cookies could be forged", async () => {
    writeFileSync(join(folder.path, "session-secret"), "");
    const env = { PORT: "0", ADMIN_PORT: "0", DATA_DIR: folder.path };
    await using shop = spawnService({ entry, env });
    expect(await shop.exited).toEqual({ code: 2, signal: null });
    expect(shop.output.stderr).toContain("session-secret holds no secret of 32 characters or more: delete it");
  });

  const wrong: { env: Record<string, string>; says: string }[] = [
    { env: { SESSION_SECRET: "short" }, says: "SESSION_SECRET: the value given is not 32 characters or more." },
    { env: { RECOMMENDATIONS_VERSION: "v3" }, says: 'RECOMMENDATIONS_VERSION: "v3" is not one of v1, v2.' },
    { env: { RECOMMENDATIONS_URL: "books" }, says: 'RECOMMENDATIONS_URL: "books" is not an address' },
    { env: { RECOMMENDATIONS_URL: "https://books.test" }, says: "RECOMMENDATIONS_CERT_FILE is not set" },
  ];
  for (const { env, says } of wrong) {
    test(`is refused: ${says}`, async () => {
      await using shop = spawnService({ entry, env: { ...env, DATA_DIR: folder.path } });
      expect(await shop.exited).toEqual({ code: 2, signal: null });
      expect(shop.output.stderr).toContain(says);
    });
  }
});
