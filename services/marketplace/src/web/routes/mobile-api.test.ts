import { expect, test } from "vitest";
import { testApp, type TestApp } from "../../testing/test-app.ts";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A program with a token of its own. */
async function program({ app }: TestApp): Promise<(method: string, path: string, body?: unknown) => Promise<Answer>> {
  const env = { address: "192.0.2.1" };
  const started = await app.request("/api/v1/sessions", { method: "POST" }, env);
  const session: unknown = await started.json();
  const token = typeof session === "object" && session !== null && "token" in session ? session.token : undefined;
  expect([started.status, started.headers.getSetCookie()]).toEqual([201, []]);
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${String(token)}`, "content-type": "application/json" };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await app.request(`/api/v1${path}`, init, env);
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
  };
}

test("home has the shelves with a few books each, in a tenth of the page", async () => {
  const app = testApp();
  const call = await program(app);
  const { status, body } = await call("GET", "/home");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    fresh: true,
    first: { id: "mystery-1", title: "Book mystery-1", by: "Ann Author", why: "Popular in mystery" },
    shelves: [{ id: "mystery", name: "Mystery" }, { id: "science-fiction" }, { id: "self-help" }],
  });
  expect(JSON.stringify(body).match(/"title"/g)).toHaveLength(12);
  const page = await (await app.browser().get("/")).text();
  expect(JSON.stringify(body).length).toBeLessThan(page.length / 10);
  expect(app.service.calls).toEqual(["list", "list"]);
});

test("an opinion is recorded and changes the home of the same reader", async () => {
  const app = testApp();
  const call = await program(app);
  expect(await call("PUT", "/books/self-help-2/opinion", { opinion: "dislike" })).toEqual({
    status: 204,
    body: undefined,
  });
  expect(app.service.recorded).toEqual([{ bookId: "self-help-2", kind: "dislike" }]);
  expect(JSON.stringify((await call("GET", "/home")).body)).not.toContain("self-help-2");
});

test("a search gives books", async () => {
  const call = await program(testApp());
  expect(await call("GET", "/search?q=self-help-2")).toEqual({
    status: 200,
    body: { books: [{ id: "self-help-2", title: "Book self-help-2", by: "Ann Author" }] },
  });
});

test("without the service home is what is remembered, and the rest says to come back", async () => {
  const app = testApp();
  const call = await program(app);
  const { body: before } = await call("GET", "/home");
  app.service.isAway = true;
  expect(await call("GET", "/home")).toEqual({ status: 200, body: { ...Object(before), fresh: false } });
  const unavailable = { status: 503, body: { error: { code: "unavailable", message: expect.any(String) } } };
  expect(await call("GET", "/search?q=x")).toEqual(unavailable);
  expect(await call("PUT", "/books/self-help-2/opinion", { opinion: "like" })).toEqual(unavailable);
});

const refusals: { method: string; path: string; body?: unknown; status: number; code: string }[] = [
  { method: "GET", path: "/search", status: 400, code: "invalid_request" },
  { method: "PUT", path: "/books/x/opinion", body: { opinion: "hate" }, status: 400, code: "invalid_request" },
  { method: "PUT", path: "/books/x/opinion", body: "like", status: 400, code: "invalid_request" },
  { method: "PUT", path: "/books/x/opinion", status: 400, code: "invalid_request" },
  { method: "PUT", path: "/books/none/opinion", body: { opinion: "like" }, status: 400, code: "invalid_request" },
  { method: "GET", path: "/nowhere", status: 404, code: "not_found" },
  { method: "PUT", path: "/books/x/opinion", body: "x".repeat(10_000), status: 413, code: "too_large" },
];
for (const { method, path, body, status, code } of refusals) {
  test(`${method} ${path} with ${JSON.stringify(body ?? "nothing").slice(0, 30)} is ${code}`, async () => {
    const app = testApp();
    const answer = await (await program(app))(method, path, body);
    expect(answer).toMatchObject({ status, body: { error: { code, message: expect.any(String) } } });
    expect(app.service.recorded).toEqual([]);
  });
}

test("a version without feedback says what it does not support", async () => {
  const call = await program(testApp({ withExtras: false }));
  expect(await call("GET", "/home")).toMatchObject({ status: 200 });
  for (const answer of [await call("GET", "/search?q=x"), await call("PUT", "/books/x/opinion", { opinion: "like" })]) {
    expect(answer).toMatchObject({ status: 501, body: { error: { code: "not_supported" } } });
  }
});

test("a token is asked for, and a cookie is none", async () => {
  const app = testApp();
  const reader = app.browser();
  await reader.get("/");
  const answer = await reader.get("/api/v1/home");
  expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  expect(await answer.json()).toMatchObject({ error: { code: "unauthenticated" } });
  expect((await reader.get("/api/v1/home", { authorization: "Bearer made.up" })).status).toBe(401);
});
