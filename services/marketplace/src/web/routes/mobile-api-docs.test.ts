import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { type TestApp, testApp } from "../../testing/test-app.ts";

const docs = readFileSync(join(repositoryRoot, "docs/marketplace.md"), "utf8");

/** The names in a value, at any depth, each once. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap(namesIn))];
  if (typeof value !== "object" || value === null) return [];
  return [...new Set(Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]))].toSorted();
}

const env = { address: "192.0.2.1" };

/** A new reader as the API gives it. */
async function newSession({ app }: TestApp): Promise<unknown> {
  return await (await app.request("/api/v1/sessions", { method: "POST" }, env)).json();
}

test("the example in the docs has what an answer has", async () => {
  const shop = testApp();
  const session = await newSession(shop);
  expect(namesIn(session)).toEqual(["ends_at", "token"]);
  const headers = { authorization: `Bearer ${String(Object(session).token)}` };
  const home: unknown = await (await shop.app.request("/api/v1/home", { headers }, env)).json();
  const [, example = ""] = /```json\n([^]*?)```/.exec(docs) ?? [];
  expect(namesIn(JSON.parse(example))).toEqual(namesIn(home));
});

test("each route in the docs is there, and another is not", async () => {
  const shop = testApp();
  const headers = { authorization: `Bearer ${String(Object(await newSession(shop)).token)}` };
  const statusOf = async (method: string, path: string): Promise<number> =>
    (await shop.app.request(path, { method, headers }, env)).status;
  const routes = [...docs.matchAll(/\| `([A-Z]+) (\/api[^`?]*)/g)];
  expect(routes).toHaveLength(4);
  for (const [, method = "", path = ""] of routes)
    expect([path, await statusOf(method, path)]).not.toEqual([path, 404]);
  expect(await statusOf("GET", "/api/v1/nowhere")).toBe(404);
});
