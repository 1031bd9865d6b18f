/**
 * What a consumer of version 1.0.0 or later does: calls everything that 1.0.0 has, in v1 and v2, by every protocol, and
 * prints what it read, a line of JSON for each. `read-books.ts ADDRESS_OF_HTTP_1 ADDRESS_OF_HTTP_2`
 */
import { BookCategory, RecommendationsService as V1 } from "@breakwater/recommendations/v1";
import { FeedbackKind, type Recommendation, RecommendationsService as V2 } from "@breakwater/recommendations/v2";
import { type Client, createClient, type Transport } from "@connectrpc/connect";
import { failureOf } from "./failure-of.ts";
import { addressesIn, protocols } from "./protocols.ts";

async function readV1(transport: Transport): Promise<object> {
  const client = createClient(V1, transport);
  const { recommendations } = await client.recommend({ userId: 7, category: BookCategory.MYSTERY });
  return {
    books: recommendations.map(({ id, title }) => ({ id, title })),
    refusal: await failureOf(client.recommend({ userId: 7 })),
  };
}

async function readV2(transport: Transport): Promise<object> {
  const client = createClient(V2, transport);
  const first = await client.recommend({ userId: "7", pageSize: 2 });
  const second = await client.recommend({ userId: "7", pageSize: 2, pageToken: first.nextPageToken });
  const request = { userId: "8", bookId: "book-1", kind: FeedbackKind.NOT_INTERESTED, requestId };
  const receipt = await client.recordFeedback(request);
  const watched = await firstList(client);
  return {
    pages: [first, second].map((page) => page.recommendations.map(read)),
    receipt: { bookId: receipt.bookId, kind: receipt.kind, isDated: receipt.recordedAt !== undefined },
    watched: watched.map(read),
    refusal: await failureOf(client.recommend({ userId: "" })),
  };
}

/** The list that a watch begins with. */
async function firstList(client: Client<typeof V2>): Promise<readonly Recommendation[]> {
  // Over HTTP/1.1, a stream that is only left, and not cancelled, stays open.
  const cancel = new AbortController();
  const request = { userId: "7", maxResults: 2 };
  try {
    for await (const list of client.watchRecommendations(request, { signal: cancel.signal }))
      return list.recommendations;
  } finally {
    cancel.abort();
  }
  return [];
}

/** The same for each client, so that the feedback counts once. */
const requestId = "3f1c6a52-8f6e-4f38-b6b1-6f0c0f8e2d11";

function read({ book, score, reason }: Recommendation): object {
  const { id, title, authors, categories, firstPublishedYear } = book ?? {};
  return { id, title, authors, categories, firstPublishedYear, score, reason: reason.case };
}

const addresses = addressesIn(process.argv);
for (const { name, connect } of protocols) {
  using connection = connect(addresses);
  const { transport } = connection;
  const answers = { v1: await readV1(transport), v2: await readV2(transport) };
  console.log(JSON.stringify({ protocol: name, ...answers }));
}
