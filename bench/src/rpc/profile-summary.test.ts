import type { Profiler } from "node:inspector";
import { expect, test } from "vitest";
import { renderProfile, summariseProfile } from "./profile-summary.ts";

type Frame = readonly [functionName: string, url: string, micros: number];

function profileOf(frames: readonly Frame[]): Profiler.Profile {
  const nodes = frames.map(([functionName, url], i) => ({
    id: i + 1,
    callFrame: { functionName, url, scriptId: "0", lineNumber: 0, columnNumber: 0 },
  }));
  const samples = nodes.map(({ id }) => id);
  return { nodes, samples, timeDeltas: frames.map(([, , micros]) => micros), startTime: 0, endTime: 0 };
}

test("time is told by whose code ran, without what the server waited", () => {
  const shares = summariseProfile(
    profileOf([
      ["(idle)", "", 1000],
      ["post", "node:inspector", 500],
      ["handle", "file:///r/node_modules/@connectrpc/connect/dist/esm/x.js", 30],
      ["verb", "file:///r/node_modules/@connectrpc/connect-node/dist/esm/y.js", 20],
      ["abort", "node:internal/abort_controller", 25],
      ["rank", "file:///r/services/recommendations/src/domain/ranking.ts", 15],
      ["all", "", 10],
    ]),
  );
  expect(shares).toEqual([
    { owner: "Connect: adapter and protocols", share: 0.5, functions: ["handle (x.js)", "verb (y.js)"] },
    { owner: "Node: abort signals", share: 0.25, functions: ["abort (abort_controller)"] },
    { owner: "service: rpc and domain", share: 0.15, functions: ["rank (ranking.ts)"] },
    { owner: "Node: native code", share: 0.1, functions: ["all"] },
  ]);
  expect(renderProfile(shares, 2)).toBe(
    "   50.0 %  Connect: adapter and protocols  handle (x.js), verb (y.js)\n" +
      "   25.0 %  Node: abort signals             abort (abort_controller)",
  );
});
