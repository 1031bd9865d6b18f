import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Ajv, type AnySchemaObject } from "ajv";
import ajv04 from "ajv-draft-04";
import { fullFormats } from "ajv-formats/dist/formats.js";

/** Tells what is wrong with a value, by a JSON Schema: "" when nothing is. */
export type Validate = (value: unknown) => string;

/** The schema that this repository publishes for a report in JSON. */
export const reportSchema: AnySchemaObject = read(
  fileURLToPath(new URL("../../../../docs/report.schema.json", import.meta.url)),
);

/** Makes a validator of a schema of draft 7; an unknown keyword in it is a fault. */
export function validatorOf(schema: AnySchemaObject): Validate {
  return toText(new Ajv({ allErrors: true, allowUnionTypes: true, formats: fullFormats }), schema);
}

/** Makes a validator of SARIF 2.1.0, by the schema of its standard. */
export function sarifValidator(): Validate {
  // Two of its patterns are no patterns with the flag "u".
  const path = createRequire(import.meta.url).resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  return toText(
    new ajv04.default({ allErrors: true, strict: false, unicodeRegExp: false, formats: fullFormats }),
    read(path),
  );
}

function toText(ajv: Pick<Ajv, "compile" | "errorsText">, schema: AnySchemaObject): Validate {
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? "" : ajv.errorsText(validate.errors, { separator: "\n" }));
}

function read(path: string): AnySchemaObject {
  return JSON.parse(readFileSync(path, "utf8"));
}
