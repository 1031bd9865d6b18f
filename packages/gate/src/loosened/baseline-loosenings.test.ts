import { expect, test } from "vitest";
import { noPolicyText, parsePolicy } from "../policy-file.ts";
import { baselineLoosenings } from "./baseline-loosenings.ts";

const textOf = (text: string | undefined) => {
  return text === undefined ? noPolicyText : parsePolicy(`version: 1\n${text}`, "x");
};

type Case = readonly [what: string, before: string | undefined, after: string | undefined, findings: readonly string[]];

const gone = (pattern: string): string => {
  return `Not all tags like "${pattern}" are releases any more: what breaks them, and the numbers and names that they had, is no longer looked at.`;
};
const withPeriod = (period: string): string => `baselines: { releases: v* }\ndeprecation: { ${period} }`;

const loosened: readonly Case[] = [
  ["releases that are none any more", "baselines: { releases: v* }", "", [gone("v*")]],
  ["a policy that is gone", "baselines: { releases: v* }", undefined, [gone("v*")]],
  ["a narrower pattern", "baselines: { releases: v* }", "baselines: { releases: v2.* }", [gone("v*")]],
  [
    "one of several patterns gone",
    "baselines: { releases: [api/v*, sdk/v*] }",
    "baselines: { releases: sdk/v* }",
    [gone("api/v*")],
  ],
  [
    "fewer supported releases",
    "baselines: { releases: v*, supported: 3 }",
    "baselines: { releases: v* }",
    ["Fewer of the last releases have to stay compatible: 3 before, 1 now."],
  ],
  [
    "no period any more",
    withPeriod("days: 90"),
    "baselines: { releases: v* }",
    ["What is deleted need not have been deprecated for 90 days any more."],
  ],
  [
    "a shorter period",
    withPeriod("releases: 2"),
    withPeriod("releases: 1"),
    ["The time for which something is deprecated before it may go is shorter: 2 releases before, 1 release now."],
  ],
  [
    "a period in another unit",
    withPeriod("days: 90"),
    withPeriod("releases: 9"),
    [
      "The time for which something is deprecated before it may go is counted otherwise, and can be shorter: 90 days before, 9 releases now.",
    ],
  ],
];

for (const [what, before, after, messages] of loosened) {
  test(`${what} is found`, () => {
    const found = baselineLoosenings({ head: textOf(after), base: textOf(before) });
    expect(found.map(({ message }) => message)).toEqual(messages);
  });
}

const kept: readonly (readonly [what: string, before: string | undefined, after: string])[] = [
  ["a first policy about releases", undefined, withPeriod("days: 1")],
  ["a wider pattern", "baselines: { releases: v1.* }", "baselines: { releases: v* }"],
  ["another pattern beside it", "baselines: { releases: v* }", "baselines: { releases: [v*, api/v*] }"],
  ["more supported releases", "baselines: { releases: v* }", "baselines: { releases: v*, supported: 2 }"],
  ["a longer period", withPeriod("days: 30"), withPeriod("days: 90")],
];

for (const [what, before, after] of kept) {
  test(`${what} loosens nothing`, () => {
    expect(baselineLoosenings({ head: textOf(after), base: textOf(before) })).toEqual([]);
  });
}

test("a finding shows the lines of both sides", () => {
  const base = textOf("baselines:\n  releases: v*\n  supported: 3");
  const head = textOf("baselines:\n  supported: 2\n  releases: v*");
  expect(baselineLoosenings({ head, base })).toMatchObject([
    {
      old: { path: "breakwater.yaml", line: 4, text: "supported: 3" },
      new: { path: "breakwater.yaml", line: 3, text: "supported: 2" },
    },
  ]);
});
