import { execFileSync } from "node:child_process";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type FileDescriptorSet } from "@bufbuild/protobuf/wkt";
import {
  CodeGeneratorRequestSchema,
  CodeGeneratorResponseSchema,
} from "@bufbuild/protobuf/wkt/google/protobuf/compiler/plugin_pb.js";

/** Runs protoc-gen-es itself and returns the declarations of some files of an image, by import path. */
export function generateDeclarations(image: FileDescriptorSet, paths: readonly string[]): Map<string, string> {
  const request = create(CodeGeneratorRequestSchema, {
    fileToGenerate: [...paths],
    protoFile: image.file,
    sourceFileDescriptors: image.file.filter(({ name }) => paths.includes(name)),
    parameter: "target=dts",
  });
  const output = execFileSync("protoc-gen-es", {
    input: toBinary(CodeGeneratorRequestSchema, request),
    maxBuffer: 2 ** 28,
  });
  const response = fromBinary(CodeGeneratorResponseSchema, output);
  if (response.error !== "") throw new Error(response.error);
  return new Map(response.file.map(({ name, content }) => [name.replace(/_pb\.d\.ts$/, ".proto"), content]));
}
