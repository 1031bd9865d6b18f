import fc from "fast-check";
import { expect, test } from "vitest";
import { type CommentState, type Shown, decodeState, encodeState, pruneHistory, shownAt } from "./comment-state.ts";

const fingerprint = fc.stringMatching(/^[0-9a-f]{12}$/);
const time = fc.integer({ min: 0, max: 10_000 }).map((seconds) => new Date(seconds * 1000).toISOString());
const shown = fc.record({ fingerprints: fc.array(fingerprint, { maxLength: 3 }), at: time });
const state = fc.record({ shown: fc.array(fingerprint), earlier: fc.array(shown) });
const key = fc.option(fc.string({ minLength: 1 }), { nil: undefined });

test("a state is read as it was written, wherever it stands in a comment", () => {
  fc.assert(
    fc.property(state, key, (written, secret) => {
      const signing = { subject: "acme/api#12", key: secret };
      const body = `<!-- marker -->\n**FAIL**\n${encodeState(written, signing)}`;
      expect(decodeState(body, signing)).toEqual(written);
      expect(body).not.toMatch(/--[^>]*--[^>]*-->$/m);
    }),
  );
});

test("a signed state is of no use with another text, on another pull request or to those without the key", () => {
  const written: CommentState = { shown: ["a"], earlier: [] };
  const signing = { subject: "acme/api#12", key: "k" };
  const body = encodeState(written, signing);
  const forged = encodeState({ shown: ["a", "b"], earlier: [] }, { ...signing, key: undefined });
  const [signature = ""] = /\.[\w+/=]+ -->$/.exec(body) ?? [];
  expect(decodeState(body, signing)).toEqual(written);
  for (const text of [forged, forged.replace(/ -->$/, signature), body.replace(/\.[\w+/=]+ -->$/, " -->")]) {
    expect(decodeState(text, signing)).toBeUndefined();
  }
  expect(decodeState(body, { ...signing, subject: "acme/api#13" })).toBeUndefined();
  expect(decodeState(body, { ...signing, key: "other" })).toBeUndefined();
});

test("a text that holds no state has none", () => {
  for (const body of [
    "",
    "<!-- breakwater-state:e30 -->",
    "<!-- breakwater-state:!!! -->",
    "<!-- breakwater-state: -->",
  ]) {
    expect(decodeState(body, { subject: "", key: undefined })).toBeUndefined();
  }
});

test("what is pruned changes neither what is shown now nor what an approval is about", () => {
  fc.assert(
    fc.property(fc.array(shown, { maxLength: 12 }), time, (unsorted, approvedAt) => {
      const history = unsorted.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
      const kept = pruneHistory(history, approvedAt);
      const set = (one: Shown | undefined): string[] | undefined => one?.fingerprints.toSorted();
      expect(set(shownAt(kept, approvedAt))).toEqual(set(shownAt(history, approvedAt)));
      expect(set(kept.at(-1))).toEqual(set(history.at(-1)));
      expect(kept.length).toBeLessThanOrEqual(4);
    }),
  );
});
