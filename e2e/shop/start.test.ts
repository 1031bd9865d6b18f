import { startStack } from "@breakwater/testkit";
import { expect, test } from "vitest";

test("start shows the shop first, with books on every shelf", async () => {
  // A machine that is busy answers late, which is not what this is about.
  await using stack = await startStack({ env: { RECOMMENDATIONS_TIMEOUT_MS: "20000" } });
  const [, first = ""] = stack.program.stdout.trim().split("\n");
  expect(first.split(/ {2,}/)).toEqual([
    "marketplace",
    stack.url("marketplace"),
    "the book shop: open it in a browser",
  ]);
  const page = await (await fetch(stack.url("marketplace"))).text();
  const shelves = page.split('<section class="shelf"').slice(1);
  expect(shelves.map((shelf) => shelf.split('class="title"').length > 3)).toEqual([true, true, true]);
});
