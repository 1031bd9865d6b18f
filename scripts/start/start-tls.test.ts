import { once } from "node:events";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { connect as connectHttp2 } from "node:http2";
import { join } from "node:path";
import { connect } from "node:tls";
import { BookCategory, RecommendationsService } from "@breakwater/recommendations/v1";
import {
  freePorts,
  type RunningStack,
  runProgram,
  startStack,
  temporaryFolder,
  untilFileMatches,
} from "@breakwater/testkit";
import { ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { expect, test } from "vitest";
import { readIdentity, writeIdentity } from "../certs/identity-files.ts";
import { issueAuthority, issueService } from "../certs/issue.ts";
import { repositoryRoot } from "../repository/files.ts";

const args = ["--tls", ...freePorts];

interface ClientFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

function clientOf({ data }: RunningStack): ClientFiles {
  const read = (name: string): string => readFileSync(join(data, "certs", name), "utf8");
  return { ca: read("ca.crt"), cert: read("client.crt"), key: read("client.key") };
}

async function titles(stack: RunningStack, nodeOptions: Partial<ClientFiles>): Promise<number> {
  const transport = createConnectTransport({ baseUrl: stack.url("recommendations"), httpVersion: "2", nodeOptions });
  const request = { userId: 7, category: BookCategory.MYSTERY };
  return (await createClient(RecommendationsService, transport).recommend(request)).recommendations.length;
}

async function serverSerial(stack: RunningStack): Promise<string> {
  const socket = connect({
    host: "127.0.0.1",
    port: Number(new URL(stack.url("recommendations")).port),
    ...clientOf(stack),
  });
  await once(socket, "secureConnect");
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

test("start --tls answers callers with its client certificate and no others, and serves what is renewed", async () => {
  await using stack = await startStack({ args });
  expect(stack.url("recommendations")).toMatch(/^https:/);
  expect(await titles(stack, clientOf(stack))).toBe(3);
  const recommend = ["--conditions=@breakwater/source", join(repositoryRoot, "scripts/recommend.ts")];
  const folder = join(stack.data, "certs");
  const books = await runProgram(process.execPath, [...recommend, stack.url("recommendations"), folder]);
  expect(books.trim().split("\n")).toHaveLength(3);
  const { ca } = clientOf(stack);
  const refused = titles(stack, { ca });
  await expect(refused).rejects.toThrow(ConnectError);
  expect(stack.program.stdout).toMatch(/curl -s --cacert \S+\/certs\/ca\.crt /);
  expect(statSync(join(folder, "ca.key")).mode & 0o777).toBe(0o600);

  const before = await serverSerial(stack);
  const authority = readIdentity(folder, "ca");
  if (authority === undefined) throw new Error("the stack made no CA");
  const leaf = await issueService({ name: "recommendations", authority, now: new Date(), days: 7 }, []);
  writeIdentity(folder, "recommendations", leaf);
  await untilFileMatches(join(stack.data, "logs/recommendations.log"), /TLS certificates reloaded/);
  expect(await serverSerial(stack)).not.toBe(before);
});

test("start --tls gives the shop to browsers, which show no certificate, with books that it got over mutual TLS", async () => {
  // A machine that is busy answers late, which is not what this is about.
  await using stack = await startStack({ args, env: { RECOMMENDATIONS_TIMEOUT_MS: "20000" } });
  const url = stack.url("marketplace");
  expect(stack.program.stdout.indexOf(url)).toBeLessThan(stack.program.stdout.indexOf(stack.url("recommendations")));
  const { ca } = clientOf(stack);
  const session = connectHttp2(url, { ca });
  const call = session.request({ ":path": "/" });
  const [headers] = await once(call, "response");
  expect(headers).toMatchObject({ ":status": 200, "strict-transport-security": expect.any(String) });
  let page = "";
  call.setEncoding("utf8").on("data", (text: string) => (page += text));
  await once(call, "end");
  session.destroy();
  expect(page.match(/class="title"/g)?.length).toBeGreaterThanOrEqual(9);
  expect(page).not.toContain("taking a break");
});

test("a start keeps the CA that is there and renews a certificate that ends soon", async () => {
  using data = temporaryFolder();
  const folder = join(data.path, "certs");
  mkdirSync(folder);
  const now = new Date();
  const authority = await issueAuthority(now);
  writeIdentity(folder, "ca", authority);
  const leaf = await issueService({ name: "recommendations", authority, now, days: 2 }, []);
  writeIdentity(folder, "recommendations", leaf);
  await using stack = await startStack({ args, data: data.path });
  expect(clientOf(stack).ca).toBe(authority.certificate);
  expect(readIdentity(folder, "recommendations")).not.toEqual(leaf);
  expect(await titles(stack, clientOf(stack))).toBe(3);
});
