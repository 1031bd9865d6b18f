import { modelKey, splitKey } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";
import { textOf } from "../json-value.ts";
import type { Witness } from "../witness.ts";
import { type HttpBinding, httpBindings } from "./http-binding.ts";
import { samplePath } from "./match-path.ts";
import { RouteTable, type Routed, describeRouted, fillerFor } from "./route-table.ts";

/** A request without its payload; the path has no query. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
}

/** The HTTP side of a comparison: both route tables, and what fields of the old one are called in the new one. */
export class HttpComparison {
  readonly before: RouteTable;
  readonly after: RouteTable;
  /** Stands for any text in a wildcard. */
  readonly filler: string;
  private readonly comparison: Comparison;

  private constructor(comparison: Comparison) {
    this.comparison = comparison;
    this.before = new RouteTable(httpBindings(comparison.before.model));
    this.after = new RouteTable(httpBindings(comparison.after.model));
    this.filler = fillerFor([...this.before.bindings, ...this.after.bindings]);
  }

  /** Made once per comparison. */
  static of(comparison: Comparison): HttpComparison {
    const made = known.get(comparison) ?? new HttpComparison(comparison);
    known.set(comparison, made);
    return made;
  }

  /** Whether the new side still has the RPC of an old binding. */
  hasRpc({ rpc }: HttpBinding): boolean {
    return this.comparison.pairing.pairs.has(rpc);
  }

  /**
   * The path of a field of an old message in the new schemas: a field that was renamed and kept its number is the same
   * field. A path that cannot be followed stays as it is.
   */
  renamedField(message: string, path: string): string {
    const { pairing, before } = this.comparison;
    const renamed: string[] = [];
    let type = message;
    for (const name of path.split(".")) {
      const key = modelKey("field", `${type}.${name}`);
      const now = pairing.pairs.get(key);
      if (now === undefined) return path;
      renamed.push(splitKey(now).name.slice(type.length + 1));
      type = textOf(before.model.get(key)?.["typeName"]);
    }
    return renamed.join(".");
  }

  /** A request that the old binding served and that is handled otherwise now; undefined when none was found. */
  findDifference(binding: HttpBinding): HttpRequest | undefined {
    return samplesOf(binding, this.filler).find((request) => this.witness(binding, request).confirmed);
  }

  /** Runs a request of an old binding on both sides; without one there is no evidence. */
  witness(binding: HttpBinding, request: HttpRequest | undefined): Witness {
    if (binding.template === undefined) {
      const reason = `The path "${binding.path}" is no template: ${binding.problem ?? "it cannot be read"}.`;
      return { confirmed: false, reason };
    }
    if (request === undefined) {
      return { confirmed: false, reason: "Each request that was tried is handled as before." };
    }
    const before = this.before.route(request.method, request.path);
    const after = this.after.route(request.method, request.path);
    const line = `${request.method} ${request.path}`;
    if (before.kind !== "one" || before.binding !== binding) {
      const reason = `"${line}" did not lead to this binding before: ${describeRouted(before)}.`;
      return { confirmed: false, reason };
    }
    if (!this.differ(before, after)) return { confirmed: false, reason: `"${line}" is handled as before.` };
    return {
      confirmed: true,
      flow: "old-to-new",
      input: { kind: "http", text: binding.body === "" ? line : `${line} with a JSON body` },
      before: describeRouted(before),
      after: describeRouted(after),
    };
  }

  /** Whether a request is handled otherwise on the new side, renamed fields aside. */
  differ(before: Routed, after: Routed): boolean {
    return describeRouted(this.translate(before)) !== describeRouted(after);
  }

  /** An old binding in the names of the new side. */
  translateBinding(binding: HttpBinding): HttpBinding {
    const { input, output, body, responseBody } = binding;
    return {
      ...binding,
      body: body === "" || body === "*" ? body : this.renamedField(input, body),
      responseBody: responseBody === "" ? "" : this.renamedField(output, responseBody),
    };
  }

  private translate(routed: Routed): Routed {
    if (routed.kind !== "one") return routed;
    const bound = [...routed.bound].map(([field, value]) => {
      return [this.renamedField(routed.binding.input, field), value] as const;
    });
    return { kind: "one", binding: this.translateBinding(routed.binding), bound: new Map(bound) };
  }
}

/** Requests that a binding takes, of several methods and lengths where it takes any. */
function samplesOf({ method, template }: HttpBinding, filler: string): HttpRequest[] {
  if (template === undefined) return [];
  const methods = method === "*" ? ["GET", "POST", "PUT", "PATCH", "DELETE"] : [method];
  const lengths = template.segments.at(-1)?.kind === "**" ? [1, 2, 3, 4, 0] : [1];
  return methods.flatMap((name) => {
    return lengths.map((rest) => ({ method: name, path: samplePath(template, { text: filler, rest }) }));
  });
}

const known = new WeakMap<Comparison, HttpComparison>();
