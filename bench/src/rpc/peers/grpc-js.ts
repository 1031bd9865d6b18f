/** A gRPC server as most of them are written for Node: @grpc/grpc-js, with messages by @grpc/proto-loader. */
import {
  file_recommendations_v1_recommendations_service as schema,
  type RecommendResponse,
  RecommendResponseSchema,
} from "@breakwater/recommendations/v1";
import { create, type DescFile, toBinary, toJson } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { loadFileDescriptorSetFromBuffer } from "@grpc/proto-loader";
import { runPeer } from "./run-peer.ts";

function recommendations(): ServiceDefinition {
  // From descriptors: the loader's own parser does not know all of the language that the validation rules use.
  const set = create(FileDescriptorSetSchema, { file: withDependencies(schema).map(({ proto }) => proto) });
  const definitions = loadFileDescriptorSetFromBuffer(Buffer.from(toBinary(FileDescriptorSetSchema, set)));
  const service = definitions["recommendations.v1.RecommendationsService"];
  if (service === undefined || "format" in service) throw new Error("the schema has no RecommendationsService");
  return service;
}

/** The file after those that it imports. */
function withDependencies(file: DescFile): DescFile[] {
  return [...new Set([...file.dependencies.flatMap(withDependencies), file])];
}

function implementation(answer: RecommendResponse): UntypedServiceImplementation {
  // The names of JSON are those that the loader gives fields.
  const message = toJson(RecommendResponseSchema, answer);
  return {
    Recommend: (_call: unknown, respond: (error: null, message: unknown) => void): void => respond(null, message),
  };
}

await runPeer(async ({ answer, tls }) => {
  const server = new Server();
  server.addService(recommendations(), implementation(answer));
  const bind = async (credentials: ServerCredentials): Promise<number> => {
    const bound = Promise.withResolvers<number>();
    server.bindAsync("127.0.0.1:0", credentials, (error, port) => {
      if (error === null) bound.resolve(port);
      else bound.reject(error);
    });
    return await bound.promise;
  };
  const pair = { cert_chain: Buffer.from(tls.cert), private_key: Buffer.from(tls.key) };
  return {
    http2: await bind(ServerCredentials.createInsecure()),
    http2s: await bind(ServerCredentials.createSsl(null, [pair])),
  };
});
