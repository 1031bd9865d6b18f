/**
 * The shortest use of the generated client: asks a running service for three mystery books.
 * `pnpm recommend http://127.0.0.1:8080`
 */
import { BookCategory, RecommendationsService } from "@breakwater/recommendations/v1";
import { ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";

const baseUrl = process.argv[2] ?? "http://127.0.0.1:8080";
const client = createClient(RecommendationsService, createConnectTransport({ baseUrl, httpVersion: "1.1" }));
try {
  const { recommendations } = await client.recommend({ userId: 7, category: BookCategory.MYSTERY });
  for (const book of recommendations) console.log(book.title);
} catch (error) {
  const { message } = ConnectError.from(error);
  console.error(`recommend: ${baseUrl} gives no books: ${message}`);
  console.error("Is a service running there? Start one with: npx --yes pnpm@12.21.0 start");
  process.exitCode = 1;
}
