import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { spiffeId } from "./peer-identity.ts";

test.each([
  { names: "URI:spiffe://a.test/x", id: "spiffe://a.test/x" },
  { names: "DNS:localhost, URI:spiffe://a.test/ns/x, IP Address:127.0.0.1", id: "spiffe://a.test/ns/x" },
  { names: "", id: undefined },
  { names: "URI:https://a.test/x", id: undefined },
  { names: "URI:spiffe://a.test/x, URI:spiffe://a.test/y", id: undefined },
  { names: "URI:spiffe://A.test/x", id: undefined },
  { names: "URI:spiffe://a.test/x?y", id: undefined },
  // A name that holds another: Node puts it in quotes.
  { names: 'DNS:"a, URI:spiffe://a.test/x"', id: undefined },
  { names: 'URI:"spiffe://a.test/x, URI:spiffe://a.test/y"', id: undefined },
])("$names: $id", ({ names, id }) => expect(spiffeId(names)).toBe(id));

test("no quoted value passes for a SPIFFE ID", () => {
  assert(
    property(string({ unit: "binary" }), (value) => {
      expect(spiffeId(`DNS:${JSON.stringify(`${value}, URI:spiffe://a.test/x`)}`)).toBeUndefined();
    }),
  );
});
