import type { UniversalServerResponse } from "@connectrpc/connect/protocol";
import { describe, expect, test } from "vitest";
import { blameCallerForUnreadableRequest } from "./unreadable-request.ts";

async function* chunks(text: string): AsyncGenerator<Uint8Array, void, undefined> {
  for (const character of text) yield new TextEncoder().encode(character);
}

async function answerTo(
  status: number,
  text: string,
): Promise<{ status: number; body: string; length: string | null }> {
  const response: UniversalServerResponse = {
    status,
    body: chunks(text),
    header: new Headers({ "content-length": "1" }),
  };
  const answer = await blameCallerForUnreadableRequest(response);
  let body = "";
  for await (const chunk of answer.body ?? chunks("")) body += new TextDecoder().decode(chunk);
  return { status: answer.status, body, length: answer.header?.get("content-length") ?? null };
}

test("a request that could not be parsed is the caller's fault", async () => {
  const body = `{"code":"invalid_argument","message":"The request cannot be read: parse binary: premature EOF"}`;
  expect(await answerTo(500, `{"code":"internal","message":"parse binary: premature EOF"}`)).toEqual({
    status: 400,
    body,
    length: String(body.length),
  });
});

describe("any other answer stays as it is", () => {
  const table: { name: string; status: number; text: string }[] = [
    { name: "success", status: 200, text: `{"message":"parse binary: "}` },
    { name: "an error of this service", status: 500, text: `{"code":"internal","message":"m","details":[]}` },
    {
      name: "an answer that could not be written",
      status: 500,
      text: `{"code":"internal","message":"serialize binary: x"}`,
    },
    { name: "what is no JSON", status: 500, text: "no JSON" },
    { name: "what is no object", status: 500, text: "null" },
  ];
  for (const { name, status, text } of table) {
    test(`such as ${name}`, async () =>
      expect(await answerTo(status, text)).toEqual({ status, body: text, length: "1" }));
  }
});
