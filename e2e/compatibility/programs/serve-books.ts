/**
 * A server as 1.0.0 had it, over the service descriptors of the installed package: three books, v1 and v2, and no method
 * that came later. Prints its addresses as a line of JSON.
 */
import { BookCategory, RecommendationsService as V1 } from "@breakwater/recommendations/v1";
import {
  type BookSchema,
  BookCategory as Shelf,
  type RecommendationSchema,
  RecommendationsService as V2,
} from "@breakwater/recommendations/v2";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampNow } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { listen } from "./listen.ts";

type BookInit = MessageInitShape<typeof BookSchema> & { readonly title: string };
type RecommendationInit = MessageInitShape<typeof RecommendationSchema>;

const books: readonly BookInit[] = [
  { id: "book-1", title: "Flow", authors: ["A"], categories: [Shelf.MYSTERY], firstPublishedYear: 1990 },
  { id: "book-2", title: "Quiet", authors: ["B", "C"], categories: [Shelf.MYSTERY, Shelf.SELF_HELP] },
  { id: "book-3", title: "Ubik", authors: ["D"], categories: [Shelf.SCIENCE_FICTION], firstPublishedYear: -44 },
];
const recommendations = books.map((book): RecommendationInit => ({
  book,
  score: 0.5,
  reason: { case: "editorsChoice", value: {} },
}));

const { addresses } = await listen((router) => {
  router.service(V1, {
    recommend({ category }) {
      if (category !== BookCategory.MYSTERY) throw new ConnectError("no such category", Code.NotFound);
      return { recommendations: books.slice(0, 2).map(({ title }, index) => ({ id: index + 1, title })) };
    },
  });
  router.service(V2, {
    recommend({ userId, pageSize, pageToken }) {
      if (userId === "") throw new ConnectError("no user", Code.InvalidArgument);
      const start = Number(pageToken);
      const end = start + pageSize;
      const nextPageToken = end < books.length ? String(end) : "";
      return { recommendations: recommendations.slice(start, end), nextPageToken };
    },
    recordFeedback: ({ bookId, kind }) => ({ bookId, kind, recordedAt: timestampNow() }),
    async *watchRecommendations({ maxResults }) {
      yield { recommendations: recommendations.slice(0, maxResults) };
    },
  });
});
console.log(JSON.stringify(addresses));
