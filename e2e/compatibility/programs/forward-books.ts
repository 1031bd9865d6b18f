/**
 * What stands between others does: reads an answer and writes it again. Prints the bytes as base64 in a line of JSON for
 * each protocol. `forward-books.ts ADDRESS_OF_HTTP_1 ADDRESS_OF_HTTP_2`
 */
import { RecommendationsService, RecommendResponseSchema } from "@breakwater/recommendations/v2";
import { toBinary } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { addressesIn, protocols } from "./protocols.ts";

const addresses = addressesIn(process.argv);
for (const { name, connect } of protocols) {
  using connection = connect(addresses);
  const response = await createClient(RecommendationsService, connection.transport).recommend({ userId: "7" });
  const forwarded = Buffer.from(toBinary(RecommendResponseSchema, response)).toString("base64");
  console.log(JSON.stringify({ protocol: name, forwarded }));
}
