import { type JsonObject, clone, create, fromJson, setExtension } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema, MethodOptionsSchema } from "@bufbuild/protobuf/wkt";
import { Image, SchemaSet } from "@breakwater/schema";
import { type Arbitrary, array, assert, constantFrom, oneof, property, record, tuple } from "fast-check";
import { expect, test } from "vitest";
import { compareSchemas } from "../compare.ts";
import { httpBindingChanged } from "../rules/http-binding-changed.ts";
import { httpBindingRemoved } from "../rules/http-binding-removed.ts";
import { httpBindingShadowed } from "../rules/http-binding-shadowed.ts";
import { compileSchemas } from "../testing/compile-schemas.ts";
import { pathTemplates } from "../testing/path-templates.ts";
import { printPathTemplate } from "./path-template.ts";

const rules = [httpBindingChanged, httpBindingRemoved, httpBindingShadowed];
const rpcNames = ["A", "B", "C"];

const base = compileSchemas({
  "a/v1/a.proto": [
    'syntax = "proto3";',
    "package a.v1;",
    'import "google/api/annotations.proto";',
    "message M { string name = 1; string id = 2; M book = 3; }",
    "service S {",
    ...rpcNames.map((name) => `rpc ${name}(M) returns (M);`),
    "}",
  ].join("\n"),
});

interface Rule {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}
/** Bindings by RPC: the first one is the primary one. */
type Routes = readonly (readonly Rule[])[];

const paths = oneof(
  { weight: 3, arbitrary: constantFrom("/v1/{name}", "/v1/{id}", "/v1/books", "/v1/{name=books/**}", "/v1/*/{id}") },
  { weight: 2, arbitrary: pathTemplates.map(printPathTemplate) },
  { weight: 1, arbitrary: constantFrom("/v1/{", "v1", "") },
);
const routes: Arbitrary<Routes> = tuple(
  ...rpcNames.map(() => {
    const rule = record({ method: constantFrom("GET", "POST", "*"), path: paths, body: constantFrom("", "*", "book") });
    return array(rule, { maxLength: 2 });
  }),
);

test("what the witness of a finding says is so", () => {
  let confirmed = 0;
  assert(
    property(routes, routes, (before, after) => {
      for (const { witness, before: rpc } of compareSchemas({
        before: schemas(before),
        after: schemas(after),
        rules,
      })) {
        if (witness?.confirmed !== true) continue;
        confirmed += 1;
        const [method = "", path = ""] = witness.input.text.split(" ");
        expect(takers(before, method, path).map((name) => `rpc a.v1.S.${name}`)).toContain(rpc);
        const now = takers(after, method, path);
        expect(now.length === 0).toBe(witness.after === "no route (404)");
        const named = rpcNames.filter((name) => witness.after.includes(`"a.v1.S.${name}"`));
        expect(now).toEqual(expect.arrayContaining(named));
        expect(witness.before).not.toBe(witness.after);
      }
    }),
  );
  expect(confirmed).toBeGreaterThan(50);
});

test("schemas against themselves, with bindings in another order too, have no findings", () => {
  assert(
    property(routes, (same) => {
      const reversed = same.map((bindings) => bindings.toReversed());
      expect(compareSchemas({ before: schemas(same), after: schemas(same), rules })).toEqual([]);
      expect(compareSchemas({ before: schemas(same), after: schemas(reversed), rules })).toEqual([]);
    }),
  );
});

/** RPCs that take a request, told by a regular expression instead of by the matcher under test. */
function takers(all: Routes, method: string, path: string): string[] {
  return rpcNames.filter((_, index) => {
    return all[index]?.some((rule) => [method, "*"].includes(rule.method) && isMatch(rule.path, path)) ?? false;
  });
}

function isMatch(template: string, path: string): boolean {
  if (/^(\/v1\/\{|v1|)$/.test(template)) return false;
  const plain = template.replaceAll(/\{\w+(?:\.\w+)*(?:=([^}]*))?\}/g, (_, pattern?: string) => pattern ?? "*");
  if (plain === "/") return path === "/";
  const escaped = plain.replaceAll(/[.+?^$()|[\]\\]/g, String.raw`\$&`);
  const expression = escaped.replace(/\/\*\*/, "(/.*)?").replaceAll(/\/\*(?!\))/g, "/[^/]+");
  return new RegExp(`^${expression}$`, "u").test(path);
}

function schemas(all: Routes): SchemaSet {
  const extension = base.registry.extension("google.api.http");
  if (extension?.message === undefined) throw new Error("google.api.http is not there");
  const image = clone(FileDescriptorSetSchema, base.image.descriptors);
  for (const [index, rpc] of (
    image.file.find(({ name }) => name === "a/v1/a.proto")?.service[0]?.method ?? []
  ).entries()) {
    const [primary, ...additional] = (all[index] ?? []).map(toJson);
    if (primary === undefined) continue;
    rpc.options = create(MethodOptionsSchema);
    const json = { ...primary, ...(additional.length > 0 ? { additionalBindings: additional } : {}) };
    setExtension(rpc.options, extension, fromJson(extension.message, json));
  }
  return new SchemaSet(Image.of(image));
}

function toJson({ method, path, body }: Rule): JsonObject {
  const pattern = method === "*" ? { custom: { kind: "*", path } } : { [method.toLowerCase()]: path };
  return { ...pattern, body };
}
