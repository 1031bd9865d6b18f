import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readNews, writeNews } from "./feedback-news.ts";

test("news are read as they were written, whatever the ids are made of", () => {
  const news = fc.record({
    sender: fc.string(),
    change: fc.record({
      userId: fc.string({ unit: "binary" }),
      bookId: fc.string({ unit: "binary" }),
      ratingChanged: fc.boolean(),
    }),
  });
  fc.assert(
    fc.property(news, (written) => {
      const text = writeNews(written);
      expect(text).not.toContain("\u0000");
      expect(readNews(text)).toEqual(written);
    }),
  );
});

test.each(["", "{", "{}", "[]", '["a","u","b",1]', '["a","u","b"]', '[1,"u","b",true]'])("%j is no news", (text) => {
  expect(readNews(text)).toBeUndefined();
});
