import { SchemaSet, Image } from "@breakwater/schema";
import { type Files, compileImage } from "@breakwater/testkit";

/** Compiles proto files by import path to a set of schemas. */
export function compileSchemas(files: Files): SchemaSet {
  return new SchemaSet(Image.parse(compileImage(files)));
}
