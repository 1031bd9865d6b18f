import { SchemaSet, decodeImage } from "@breakwater/schema";
import { type Files, compileImage } from "@breakwater/testkit";

/** Compiles proto files by import path to a set of schemas. */
export function compileSchemas(files: Files): SchemaSet {
  return new SchemaSet(decodeImage(compileImage(files)));
}
