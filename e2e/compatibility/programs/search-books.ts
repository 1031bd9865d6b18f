/**
 * What a consumer of version 1.1.0 or later does that may meet an older server: searches, and where the server has no
 * search, says so and goes on. Prints a line of JSON for each protocol.
 * `search-books.ts ADDRESS_OF_HTTP_1 ADDRESS_OF_HTTP_2`
 */
import { RecommendationsService } from "@breakwater/recommendations/v2";
import { type Client, Code, ConnectError, createClient } from "@connectrpc/connect";
import { addressesIn, protocols } from "./protocols.ts";

/** Titles of the books with the words of a query; undefined where the server is too old to search. */
async function search(client: Client<typeof RecommendationsService>, query: string): Promise<string[] | undefined> {
  try {
    const { books } = await client.searchBooks({ query });
    return books.map(({ title }) => title);
  } catch (error) {
    if (ConnectError.from(error).code === Code.Unimplemented) return undefined;
    throw error;
  }
}

const addresses = addressesIn(process.argv);
for (const { name, connect } of protocols) {
  using connection = connect(addresses);
  const client = createClient(RecommendationsService, connection.transport);
  const found = (await search(client, "dune")) ?? "not offered";
  // The connection is as good as before, whatever the server has said.
  const { recommendations } = await client.recommend({ userId: "7", pageSize: 1 });
  console.log(JSON.stringify({ protocol: name, search: found, recommend: recommendations.length }));
}
