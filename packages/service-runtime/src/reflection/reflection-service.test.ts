import { type DescFile, createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { create } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GatedService, startGatedService } from "../testing/gated-service.ts";
import { ServerReflection as V1 } from "../third-party/grpc/reflection/v1/reflection_pb.ts";
import { ServerReflection as V1Alpha } from "../third-party/grpc/reflection/v1alpha/reflection_pb.ts";
import type { Question } from "./reflection-service.ts";

let service: GatedService;
beforeAll(async () => {
  service = await startGatedService({ REFLECTION: "true" });
});
afterAll(async () => await service.drain());

for (const [version, desc] of [
  ["v1", V1],
  ["v1alpha", V1Alpha],
] as const) {
  describe(`reflection ${version}`, () => {
    async function ask(...questions: Question["messageRequest"][]) {
      async function* requests() {
        for (const messageRequest of questions) yield { messageRequest };
      }
      const client = createClient(desc, createGrpcTransport({ baseUrl: service.url }));
      const answers = [];
      for await (const { messageResponse } of client.serverReflectionInfo(requests())) answers.push(messageResponse);
      return answers;
    }

    test("lists the services, its own among them", async () => {
      const [answer] = await ask({ case: "listServices", value: "" });
      expect(answer).toMatchObject({
        case: "listServicesResponse",
        value: {
          service: [
            { name: "grpc.health.v1.Health" },
            { name: "grpc.reflection.v1.ServerReflection" },
            { name: "grpc.reflection.v1alpha.ServerReflection" },
            { name: "recommendations.v1.RecommendationsService" },
            { name: "recommendations.v2.RecommendationsService" },
          ],
        },
      });
    });

    test("gives the file of a symbol with all that it imports, whatever the symbol is", async () => {
      const symbols = [
        "recommendations.v1.RecommendationsService",
        "recommendations.v1.RecommendationsService.Recommend",
        "recommendations.v1.RecommendRequest",
        "recommendations.v1.RecommendRequest.user_id",
      ];
      const answers = await ask(...symbols.map((value) => ({ case: "fileContainingSymbol" as const, value })));
      expect(answers).toHaveLength(symbols.length);
      for (const answer of answers) expect(filesIn(answer).map(({ name }) => name)).toContain("buf/validate/validate");
    });

    test("gives a file by its path, and extensions by their numbers", async () => {
      const [file, numbers, extension] = await ask(
        { case: "fileByFilename", value: "recommendations/v1/book.proto" },
        { case: "allExtensionNumbersOfType", value: "google.protobuf.FieldOptions" },
        {
          case: "fileContainingExtension",
          value: { containingType: "google.protobuf.FieldOptions", extensionNumber: 1159 },
        },
      );
      expect(filesIn(file)[0]?.name).toBe("recommendations/v1/book");
      expect(numbers).toMatchObject({ case: "allExtensionNumbersResponse", value: { extensionNumber: [1159, 1160] } });
      expect(filesIn(extension)[0]?.name).toBe("buf/validate/validate");
    });

    test("answers what it does not have with an error, and goes on", async () => {
      const answers = await ask(
        { case: "fileByFilename", value: "nobody.proto" },
        { case: "fileContainingSymbol", value: "nobody.v1.Nothing" },
        { case: "allExtensionNumbersOfType", value: "nobody.v1.Nothing" },
        { case: "fileContainingExtension", value: { containingType: "a.B", extensionNumber: 1 } },
        { case: undefined },
        { case: "listServices", value: "" },
      );
      expect(answers.map((answer) => (answer.case === "errorResponse" ? answer.value.errorCode : answer.case))).toEqual(
        [5, 5, 5, 5, 3, "listServicesResponse"],
      );
    });
  });
}

/** The files of an answer, linked, so that a file that lacks an import fails; the one that was asked for first. */
function filesIn(answer: { case?: string | undefined; value?: unknown } | undefined): DescFile[] {
  const value = answer?.value;
  if (typeof value !== "object" || value === null || !("fileDescriptorProto" in value)) return [];
  const bytes: unknown[] = Array.isArray(value.fileDescriptorProto) ? value.fileDescriptorProto : [];
  const protos = bytes.flatMap((one) =>
    one instanceof Uint8Array ? [fromBinary(FileDescriptorProtoSchema, one)] : [],
  );
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: protos.toReversed() }));
  return protos.flatMap(({ name }) => registry.getFile(name) ?? []);
}
