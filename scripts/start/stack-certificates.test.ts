import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readTree, temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { ensureCertificates } from "./stack-certificates.ts";

const now = new Date("2030-01-01T00:00:00Z");
const all = ["ca", "books", "orders", "client"];

function after(days: number): Date {
  return new Date(now.getTime() + days * 86_400_000);
}

test("what is good is kept, and what ends soon is renewed by the same CA", async () => {
  using folder = temporaryFolder();
  const stack = { folder: folder.path, services: ["books", "orders"], host: "127.0.0.1" };
  expect(await ensureCertificates(stack, now)).toEqual(all);
  const made = readTree(folder.path);
  expect(await ensureCertificates(stack, after(2.9))).toEqual([]);
  expect(readTree(folder.path)).toEqual(made);
  expect(await ensureCertificates(stack, after(3))).toEqual(["books", "orders", "client"]);
  expect(await ensureCertificates(stack, after(76))).toEqual(all);
});

test("what is missing, broken, of another CA or for another address is issued again", async () => {
  using folder = temporaryFolder();
  const stack = { folder: folder.path, services: ["books", "orders"], host: "127.0.0.1" };
  await ensureCertificates(stack, now);
  writeFileSync(join(folder.path, "books.crt"), "nothing");
  expect(await ensureCertificates(stack, now)).toEqual(["books"]);
  writeFileSync(join(folder.path, "orders.key"), readFileSync(join(folder.path, "books.key")));
  expect(await ensureCertificates(stack, now)).toEqual(["orders"]);
  expect(await ensureCertificates({ ...stack, services: ["books", "users"] }, now)).toEqual(["users"]);
  expect(await ensureCertificates({ ...stack, host: "books.test" }, now)).toEqual(["books", "orders"]);
  writeFileSync(join(folder.path, "ca.key"), "nothing");
  expect(await ensureCertificates(stack, now)).toEqual(all);
});
