/** A JSON API as most are written for Node: fastify, with JSON schemas for what comes in and what goes out. */
import { RecommendResponseSchema } from "@breakwater/recommendations/v1";
import { toJson } from "@bufbuild/protobuf";
import { fastify, type FastifyInstance, type RawServerBase } from "fastify";
import { recommendPath } from "../rpc-case.ts";
import { type PeerParts, runPeer } from "./run-peer.ts";

const body = {
  type: "object",
  additionalProperties: false,
  required: ["userId", "category"],
  properties: {
    userId: { type: "integer", minimum: 1, maximum: 2_147_483_647 },
    category: { enum: ["BOOK_CATEGORY_MYSTERY", "BOOK_CATEGORY_SCIENCE_FICTION", "BOOK_CATEGORY_SELF_HELP"] },
    maxResults: { type: "integer", minimum: 0 },
  },
};

const response = {
  type: "object",
  properties: {
    recommendations: {
      type: "array",
      items: { type: "object", properties: { id: { type: "integer" }, title: { type: "string" } } },
    },
  },
};

async function serve<S extends RawServerBase>(app: FastifyInstance<S>, { answer }: PeerParts): Promise<number> {
  const message = toJson(RecommendResponseSchema, answer);
  app.post(recommendPath, { schema: { body, response: { 200: response } } }, () => message);
  return Number(new URL(await app.listen({ host: "127.0.0.1", port: 0 })).port);
}

await runPeer(async (parts) => ({
  http1: await serve(fastify(), parts),
  http1s: await serve(fastify({ https: parts.tls }), parts),
  http2: await serve(fastify({ http2: true }), parts),
  http2s: await serve(fastify({ http2: true, https: parts.tls }), parts),
}));
