import { expect, test } from "vitest";
import { asking } from "../testing/books.ts";
import { fakeRecommendations, type FakeRecommendations } from "../testing/fake-recommendations.ts";
import { LastLists } from "./last-lists.ts";
import { BackendFault } from "./recommendations.ts";
import { type Home, Shop } from "./shop.ts";

interface TestShop {
  readonly shop: Shop;
  readonly service: FakeRecommendations;
  readonly faults: string[];
}

function open(withExtras: boolean = true): TestShop {
  const service = fakeRecommendations({ withExtras });
  const faults: string[] = [];
  const shop = new Shop({
    recommendations: service,
    lastLists: new LastLists(),
    onFault: (what, { kind }) => faults.push(`${what} ${kind}`),
    firstRetryMs: 1,
  });
  return { shop, service, faults };
}

function idsOf({ first, shelves }: Home): string[] {
  return [first, ...shelves.flatMap(({ recommendations }) => recommendations)].flatMap((shown) => shown?.book.id ?? []);
}

test("a home is one call; without the service it is what was shown last, and fresh again once it is back", async () => {
  const { shop, service, faults } = open();
  const fresh = await shop.home(asking());
  expect(fresh.isFresh).toBe(true);
  expect(service.calls).toEqual(["list"]);
  service.isAway = true;
  expect(await shop.home(asking())).toEqual({ ...fresh, isFresh: false });
  expect(faults).toEqual(["list unavailable"]);
  service.isAway = false;
  expect(await shop.home(asking())).toEqual(fresh);
});

test("without the service and a memory a home is empty", async () => {
  const { shop, service } = open();
  service.isAway = true;
  expect(await shop.home(asking())).toMatchObject({ first: undefined, isFresh: false });
});

test("a fault of the shop's own is not taken for one of the service", async () => {
  const { shop, service, faults } = open();
  service.bug = new TypeError("no such thing");
  await expect(shop.home(asking())).rejects.toThrow("no such thing");
  expect(faults).toEqual([]);
});

test("a book that a reader does not want is not remembered for them either", async () => {
  const { shop, service } = open();
  await shop.home(asking());
  await shop.record({ bookId: "self-help-2", kind: "dislike" }, asking());
  await shop.record({ bookId: "self-help-1", kind: "like" }, asking());
  service.isAway = true;
  const ids = idsOf(await shop.home(asking()));
  expect(ids).not.toContain("self-help-2");
  expect(ids).toContain("self-help-1");
});

test("feedback that cannot be recorded is a fault that is told, and books stay", async () => {
  const { shop, service, faults } = open();
  await shop.home(asking());
  service.isAway = true;
  await expect(shop.record({ bookId: "self-help-2", kind: "dislike" }, asking())).rejects.toThrow(BackendFault);
  expect(faults).toEqual(["record unavailable"]);
  expect(idsOf(await shop.home(asking()))).toContain("self-help-2");
});

test("a live list follows feedback, says when the service is gone, and goes on when it is back", async () => {
  const { shop, service } = open();
  const end = new AbortController();
  const homes = shop.live(asking(), end.signal);
  const next = async (): Promise<Home> => {
    const { value } = await homes.next();
    if (value === undefined) throw new Error("the live list has ended");
    return value;
  };
  expect(idsOf(await next())).toContain("self-help-2");
  const changed = next();
  await shop.record({ bookId: "self-help-2", kind: "not-interested" }, asking());
  const shown = idsOf(await changed);
  expect(shown).not.toContain("self-help-2");
  service.isAway = true;
  const broken = next();
  service.breakWatches();
  const remembered = await broken;
  expect([remembered.isFresh, idsOf(remembered)]).toEqual([false, shown]);
  expect((await next()).isFresh).toBe(false);
  service.isAway = false;
  expect((await next()).isFresh).toBe(true);
  end.abort();
  expect((await homes.next()).done).toBe(true);
  expect(service.watches).toBe(0);
});

test("a live list goes on without a word when its stream ends and the next one works", async () => {
  const { shop, service, faults } = open();
  const end = new AbortController();
  const homes = shop.live(asking(), end.signal);
  await homes.next();
  const next = homes.next();
  service.breakWatches();
  expect((await next).value).toMatchObject({ isFresh: true });
  expect([service.calls, faults]).toEqual([["watch", "watch"], ["watch unavailable"]]);
  end.abort();
  await homes.return();
});

test("a search gives books, none, or that it does not answer", async () => {
  const { shop, service } = open();
  expect(shop.hasSearch).toBe(true);
  expect((await shop.search("mystery-1", asking()))?.map(({ id }) => id)).toEqual(["mystery-1"]);
  expect(await shop.search("nothing", asking())).toEqual([]);
  service.isAway = true;
  expect(await shop.search("mystery-1", asking())).toBeUndefined();
});

test("a version without feedback has neither feedback nor search", () => {
  const { shop } = open(false);
  expect([shop.takesFeedback, shop.hasSearch]).toEqual([false, false]);
});
