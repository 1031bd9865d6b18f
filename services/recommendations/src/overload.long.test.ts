import { BookCategory, RecommendationsService } from "@breakwater/recommendations/v1";
import { clientInterceptors } from "@breakwater/service-runtime";
import { temporaryFolder } from "@breakwater/testkit";
import { type Client, Code, ConnectError, type Interceptor, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { expect, test } from "vitest";
import { startRecommendations } from "./testing/recommendations-process.ts";

const limit = 16;
const callers = 10 * limit;
const offered = 50_000;

type Books = Client<typeof RecommendationsService>;

function clientOf(baseUrl: string, interceptors: Interceptor[] = []): Books {
  return createClient(RecommendationsService, createGrpcTransport({ baseUrl, interceptors }));
}

/** "Ok", or the name of the code of a call. */
async function outcomeOf(books: Books | undefined): Promise<string> {
  if (books === undefined) throw new Error("there is no client");
  try {
    await books.recommend({ userId: 7, category: BookCategory.MYSTERY });
    return "Ok";
  } catch (error) {
    return Code[ConnectError.from(error).code];
  }
}

/** Has calls made by so many callers at a time, each one after the other; counts how they went, by name of the code. */
async function offer(books: readonly Books[], atATime: number, total: number): Promise<Map<string, number>> {
  const outcomes = new Map<string, number>();
  let left = total;
  const caller = async (index: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const outcome = await outcomeOf(books[index % books.length]);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atATime }, async (_, index) => await caller(index)));
  return outcomes;
}

test(`${offered} calls by ten times as many callers as a process takes: it serves, sheds and recovers`, async () => {
  using folder = temporaryFolder();
  const env = { MAX_CALLS_IN_FLIGHT: String(limit), LOG_LEVEL: "warn" };
  await using service = await startRecommendations(folder.path, env);
  const books = Array.from({ length: 4 }, () => clientOf(service.url));

  const during = await offer(books, callers, offered);
  console.log(`overload: ${JSON.stringify(Object.fromEntries(during))} of ${offered}`);
  expect([...during.keys()].toSorted()).toEqual(["Ok", "ResourceExhausted"]);
  await service.printed("stderr", "overload: calls shed");

  const after = await offer(books, limit, 1000);
  expect(Object.fromEntries(after)).toEqual({ Ok: 1000 });

  // Those who come back when they are told to are all served.
  const heeding = [clientOf(service.url, clientInterceptors({ retry: { retries: 8 } }))];
  expect(Object.fromEntries(await offer(heeding, callers, callers))).toEqual({ Ok: callers });
});
