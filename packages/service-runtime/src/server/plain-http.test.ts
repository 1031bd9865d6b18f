import { BookCategory, RecommendationsService } from "@breakwater/recommendations/v1";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { expect, test } from "vitest";
import type { Api } from "./api.ts";
import type { RequestListener } from "./http.ts";
import { createLog } from "./log.ts";
import { listen } from "./one-port.ts";
import { createRequestListener } from "./request-listener.ts";

const api: Api = {
  routes: (router) => router.service(RecommendationsService, { recommend: () => ({ recommendations: [{ id: 7 }] }) }),
  options: {},
};

interface Port extends AsyncDisposable {
  readonly url: string;
}

async function listenWith(http: RequestListener | undefined): Promise<Port> {
  const onRequest = createRequestListener({ apis: [api], http, log: createLog(() => undefined) });
  const listener = await listen({ host: "127.0.0.1", port: 0, onRequest });
  return { url: listener.url, [Symbol.asyncDispose]: async () => void (await listener.drain(0)) };
}

test("a plain HTTP application answers every path that is no call, and calls go on", async () => {
  await using port = await listenWith((request, response) => {
    response.setHeader("content-type", "text/plain");
    response.end(`page ${request.url}`);
  });
  expect(await (await fetch(`${port.url}/a?b=1`)).text()).toBe("page /a?b=1");
  for (const httpVersion of ["1.1", "2"] as const) {
    const client = createClient(RecommendationsService, createConnectTransport({ baseUrl: port.url, httpVersion }));
    const { recommendations } = await client.recommend({ userId: 1, category: BookCategory.MYSTERY });
    expect(recommendations.map(({ id }) => id)).toEqual([7]);
  }
});

test("without one, a path that is no call is not found", async () => {
  await using port = await listenWith(undefined);
  const answer = await fetch(`${port.url}/a`);
  expect({ status: answer.status, text: await answer.text() }).toMatchObject({
    status: 404,
    text: expect.stringContaining("There is no such path"),
  });
});
