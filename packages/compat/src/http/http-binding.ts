import type { JsonValue } from "@bufbuild/protobuf";
import type { Attributes, Model, ModelKey } from "@breakwater/schema";
import { splitKey } from "@breakwater/schema";
import { listOf, objectOf, textOf } from "../json-value.ts";
import { type PathTemplate, parsePathTemplate } from "./path-template.ts";

/** One way to call an RPC by HTTP. */
export interface HttpBinding {
  readonly rpc: ModelKey;
  /** Full names of the messages of the RPC. */
  readonly input: string;
  readonly output: string;
  /** "GET", or "*" for every method. */
  readonly method: string;
  /** The template as it is written. */
  readonly path: string;
  /** Undefined when the path is no template; then nothing is routed by it. */
  readonly template: PathTemplate | undefined;
  /** What is wrong with the path, when there is no template. */
  readonly problem: string | undefined;
  /** The field that the body fills, "*" for all that the path does not, or "" when no body is read. */
  readonly body: string;
  /** The field that alone is the answer's body, or "" for the whole message. */
  readonly responseBody: string;
}

const httpOption = "(google.api.http)";

/** All bindings of a set of schemas, in its order; of each RPC the primary one first. */
export function httpBindings(model: Model): HttpBinding[] {
  const bindings: HttpBinding[] = [];
  for (const [key, attributes] of model) {
    if (splitKey(key).kind === "rpc") bindings.push(...bindingsOf(key, attributes));
  }
  return bindings;
}

/** For people: "GET /v1/books". */
export function routeOf({ method, path }: HttpBinding): string {
  return `${method} ${path}`;
}

function bindingsOf(rpc: ModelKey, attributes: Attributes): HttpBinding[] {
  const rule = objectOf(attributes[httpOption]);
  // Bindings do not nest further (HttpRule.additional_bindings).
  return [rule, ...listOf(rule["additionalBindings"]).map(objectOf)].flatMap((own) => {
    const pattern = patternOf(own);
    if (pattern === undefined) return [];
    const parsed = parsePathTemplate(pattern.path);
    return {
      rpc,
      input: textOf(attributes["input"]),
      output: textOf(attributes["output"]),
      ...pattern,
      template: parsed.ok ? parsed.template : undefined,
      problem: parsed.ok ? undefined : parsed.problem,
      body: textOf(own["body"]),
      responseBody: textOf(own["responseBody"]),
    };
  });
}

const methods = ["get", "put", "post", "delete", "patch"];

function patternOf(rule: Readonly<Record<string, JsonValue>>): Pick<HttpBinding, "method" | "path"> | undefined {
  const method = methods.find((name) => typeof rule[name] === "string");
  if (method !== undefined) return { method: method.toUpperCase(), path: textOf(rule[method]) };
  if (rule["custom"] === undefined) return undefined;
  const custom = objectOf(rule["custom"]);
  return { method: textOf(custom["kind"]), path: textOf(custom["path"]) };
}
