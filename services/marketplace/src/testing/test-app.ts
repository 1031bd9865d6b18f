import { createLog } from "@breakwater/service-runtime";
import type { Hono } from "hono";
import { Registry } from "prom-client";
import { LastLists } from "../domain/last-lists.ts";
import { createSeal } from "../domain/seal.ts";
import { Shop } from "../domain/shop.ts";
import { createApp } from "../web/app.ts";
import type { ShopEnv } from "../web/context.ts";
import { readStaticFiles } from "../web/static-files.ts";
import { fakeRecommendations, type FakeRecommendations } from "./fake-recommendations.ts";

/** What a test can change of the shop's face. */
export interface TestAppOptions {
  readonly withExtras?: boolean;
  readonly isSecure?: boolean;
  readonly requestsPerMinute?: number;
  readonly liveLists?: number;
}

/** The public face without a server, over a service in memory. */
export interface TestApp {
  readonly app: Hono<ShopEnv>;
  readonly service: FakeRecommendations;
  /** What was logged, a JSON object each. */
  readonly logged: string[];
  readonly metrics: Registry;
  /** Abort it to end streams, as a shutdown does. */
  readonly ending: AbortController;
  /** A browser that has not been here yet. */
  readonly browser: (address?: string) => TestBrowser;
}

/** Keeps cookies, follows nothing. */
export interface TestBrowser {
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  /** Posts a form, from a page of the shop unless headers say otherwise. */
  readonly post: (
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
  readonly cookies: ReadonlyMap<string, string>;
}

const origin = "http://shop.test";

/** Makes the public face of a shop. */
export function testApp(options: TestAppOptions = {}): TestApp {
  const { withExtras = true, isSecure = false, requestsPerMinute = 10_000, liveLists = 10 } = options;
  const service = fakeRecommendations({ withExtras });
  const logged: string[] = [];
  const metrics = new Registry();
  const ending = new AbortController();
  const shop = new Shop({
    recommendations: service,
    lastLists: new LastLists(),
    onFault: () => undefined,
    firstRetryMs: 1,
  });
  const app = createApp({
    shop,
    jar: { seal: createSeal("a secret of the tests, which is long"), isSecure },
    files: readStaticFiles(),
    log: createLog((line) => logged.push(line)),
    metrics,
    requestsPerMinute,
    live: { most: liveLists, ending: ending.signal },
  });
  return { app, service, logged, metrics, ending, browser: (address) => browserOf(app, address) };
}

function browserOf(app: Hono<ShopEnv>, address: string = "192.0.2.1"): TestBrowser {
  const cookies = new Map<string, string>();
  const send = async (
    path: string,
    init: RequestInit,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const all = { ...(cookie === "" ? {} : { cookie }), ...headers };
    const answer = await app.request(origin + path, { ...init, headers: all }, { address });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  return {
    cookies,
    get: (path, headers = {}) => send(path, {}, headers),
    post: (path, form, headers = { origin, "sec-fetch-site": "same-origin" }) => {
      return send(path, { method: "POST", body: new URLSearchParams(form) }, headers);
    },
  };
}

/** The hidden token of the forms of a page. */
export function tokenIn(page: string): string {
  return /name="token" value="([^"]+)"/.exec(page)?.[1] ?? "";
}
