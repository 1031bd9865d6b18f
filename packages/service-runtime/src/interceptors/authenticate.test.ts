import { Code, type Interceptor } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { all, errorOf, memoryCalls, questions } from "../testing/memory-calls.ts";
import { accessRule, bearerToken } from "./access-rules.ts";
import { type Access, authenticate } from "./authenticate.ts";
import { type Caller, callerKey, peerIdentityKey } from "./call-context.ts";

const token = "0123456789abcdef";
const tokens = [{ name: "web", token }];
const service = "recommendations.v2.RecommendationsService";

interface Shown {
  readonly authorization?: string;
  readonly certificate?: string;
}

/** Codes of a unary call and a stream, and who was seen. */
async function callWith(access: Access, { authorization, certificate }: Shown) {
  const seen: (Caller | undefined)[] = [];
  const peer: Interceptor = (next) => (request) => {
    request.contextValues.set(peerIdentityKey, certificate);
    return next(request);
  };
  const { books } = memoryCalls({
    server: [peer, authenticate(access)],
    recommend: (_, { values }) => {
      seen.push(values.get(callerKey));
      return {};
    },
  });
  const headers = new Headers(authorization === undefined ? [] : [["authorization", authorization]]);
  const codeOf = async (call: Promise<unknown>): Promise<string> =>
    await call.then(
      () => "ok",
      async () => Code[(await errorOf(call)).code],
    );
  const unary = await codeOf(books.recommend({}, { headers }));
  const stream = await codeOf(all(books.watchRecommendations({}, { headers })));
  return { unary, stream, seen: seen.map((caller) => caller && `${caller.name} by ${caller.by}`) };
}

describe("a call is let in or refused", () => {
  const web = { authorization: `Bearer ${token}` };
  const wrong = { authorization: "Bearer fedcba9876543210" };
  const batch = { certificate: "batch" };
  const only = (method: string, ...callers: string[]): Access => ({ tokens, rules: [{ method, callers }] });
  const table: [name: string, access: Access, shown: Shown, codes: string, seen?: string][] = [
    ["anybody, without tokens and rules", { tokens: [], rules: [] }, {}, "ok ok"],
    ["nobody unknown, with tokens", { tokens, rules: [] }, {}, "Unauthenticated Unauthenticated"],
    ["a token", { tokens, rules: [] }, web, "ok ok", "web by token"],
    [
      "a token, in any case of the scheme",
      { tokens, rules: [] },
      { authorization: `bearer ${token}` },
      "ok ok",
      "web by token",
    ],
    ["no wrong token, not even where anyone may", only("*", "anyone"), wrong, "Unauthenticated Unauthenticated"],
    ["a certificate", { tokens, rules: [] }, batch, "ok ok", "batch by certificate"],
    ["a caller that is named", only(`${service}/Recommend`, "web"), web, "ok PermissionDenied", "web by token"],
    ["no other caller", only("*", "web"), batch, "PermissionDenied PermissionDenied"],
    ["callers of a service", only(`${service}/*`, "batch"), batch, "ok ok", "batch by certificate"],
  ];
  for (const [name, access, shown, codes, seen] of table) {
    test(`for ${name}`, async () => {
      const got = await callWith(access, shown);
      expect(`${got.unary} ${got.stream}`).toBe(codes);
      expect(got.seen).toEqual(got.unary === "ok" ? [seen] : []);
    });
  }
});

test("the most exact rule decides, and streams in both directions are refused too", async () => {
  const rules = [
    { method: "*", callers: ["anyone"] },
    { method: `${service}/*`, callers: ["web"] },
    { method: `${service}/Recommend`, callers: ["anyone"] },
  ];
  const { books, reflection } = memoryCalls({ server: [authenticate({ tokens, rules })] });
  await books.recommend({});
  expect((await errorOf(books.recordFeedback({}))).code).toBe(Code.Unauthenticated);
  expect(await all(reflection.serverReflectionInfo(questions("a")))).toHaveLength(1);
  const closed = memoryCalls({ server: [authenticate({ tokens, rules: rules.slice(1) })] });
  const error = await errorOf(all(closed.reflection.serverReflectionInfo(questions("a"))));
  expect(error.code).toBe(Code.Unauthenticated);
  expect(error.message).not.toContain(token);
});

test("tokens and rules are read from text, and what is none is refused", () => {
  expect(bearerToken.parse(`web:${token}`)).toEqual({ name: "web", token });
  for (const text of ["", "web", "web:short", `:${token}`, `a b:${token}`])
    expect(bearerToken.parse(text)).toBeUndefined();
  expect(accessRule.parse("*=anyone")).toEqual({ method: "*", callers: ["anyone"] });
  const callers = ["web", "spiffe://shop/batch"];
  expect(accessRule.parse("shop.v1.Orders/*=web|spiffe://shop/batch")).toEqual({ method: "shop.v1.Orders/*", callers });
  for (const text of ["", "*", "*=", "Orders=web", "*=a||b", "shop.v1.Orders/Can*=web"]) {
    expect(accessRule.parse(text)).toBeUndefined();
  }
});
