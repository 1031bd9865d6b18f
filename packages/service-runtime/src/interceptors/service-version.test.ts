import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { all, errorOf, memoryCalls } from "../testing/memory-calls.ts";
import { tellVersion } from "./service-version.ts";

const build = { name: "books", version: "1.2.3", commit: "0123abc" };

test("each answer says which build has answered: messages, streams and errors", async () => {
  const { books } = memoryCalls({
    server: [tellVersion(build)],
    recordFeedback: () => {
      throw new ConnectError("no", Code.NotFound);
    },
  });
  const told: (string | null)[] = [];
  const onHeader = (header: Headers): void => void told.push(header.get("x-service-version"));
  await books.recommend({}, { onHeader });
  await all(books.watchRecommendations({}, { onHeader }));
  const error = await errorOf(books.recordFeedback({}));
  expect([...told, error.metadata.get("x-service-version")]).toEqual([
    "1.2.3+0123abc",
    "1.2.3+0123abc",
    "1.2.3+0123abc",
  ]);
});

test("a build whose commit is unknown tells its version alone", async () => {
  const { books } = memoryCalls({ server: [tellVersion({ ...build, commit: "unknown" })] });
  let told: string | null = "";
  await books.recommend({}, { onHeader: (header) => (told = header.get("x-service-version")) });
  expect(told).toBe("1.2.3");
});
