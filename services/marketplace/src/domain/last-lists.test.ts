import { expect, test } from "vitest";
import { recommended } from "../testing/books.ts";
import { LastLists } from "./last-lists.ts";
import type { Recommendation } from "./recommendations.ts";

const dune = recommended("dune", "science-fiction", { kind: "liked-similar", likedTitle: "Emma" });
const quiet = recommended("quiet", "self-help");

function idsOf(list: readonly Recommendation[]): string[] {
  return list.map(({ book }) => book.id);
}

test("a reader is shown their own list again, with its reasons", () => {
  const lists = new LastLists();
  lists.keep("ann", [dune]);
  lists.keep("bob", [quiet]);
  expect(lists.recall("ann")).toEqual([dune]);
});

test("somebody new is shown titles of another's list, and none of their reasons", () => {
  const lists = new LastLists();
  expect(lists.recall("new")).toEqual([]);
  lists.keep("ann", [dune]);
  lists.keep("bob", []);
  expect(lists.recall("new")).toEqual([{ book: dune.book, reason: undefined }]);
});

test("the readers who were away longest are forgotten", () => {
  const lists = new LastLists({ mostReaders: 2 });
  lists.keep("ann", [dune]);
  lists.keep("bob", [dune]);
  lists.keep("ann", [dune]);
  lists.keep("eve", [quiet]);
  expect(lists.size).toBe(2);
  expect(lists.recall("ann")).toEqual([dune]);
  expect(idsOf(lists.recall("bob"))).toEqual(["quiet"]);
});

test("a book that a reader does not want is on their list no more, and on those of others", () => {
  const lists = new LastLists();
  lists.keep("ann", [dune, quiet]);
  lists.keep("bob", [dune, quiet]);
  lists.dropBook("ann", "dune");
  lists.dropBook("nobody", "dune");
  expect(idsOf(lists.recall("ann"))).toEqual(["quiet"]);
  expect(idsOf(lists.recall("bob"))).toEqual(["dune", "quiet"]);
});

test("titles of all that was shown are known, found books among them, until others were shown", () => {
  const lists = new LastLists({ mostTitles: 2 });
  lists.keep("ann", [dune]);
  lists.keepTitles([quiet.book]);
  expect([lists.titleOf("dune"), lists.titleOf("quiet"), lists.titleOf("emma")]).toEqual([
    "Book dune",
    "Book quiet",
    undefined,
  ]);
  lists.keep("ann", [dune, recommended("emma", "mystery")]);
  expect([lists.titleOf("dune"), lists.titleOf("quiet")]).toEqual(["Book dune", undefined]);
});
