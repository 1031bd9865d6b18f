import { once } from "node:events";
import { constants, createServer as createHttp2Server } from "node:http2";
import { type Socket, connect, createServer } from "node:net";
import { RecommendationsService } from "@breakwater/recommendations/v1";
import { type TestAuthority, type TestCertificate, daysFromNow, testAuthority } from "@breakwater/testkit";
import { type Client, Code, createClient } from "@connectrpc/connect";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ConfigurationFault } from "../configuration/configuration-fault.ts";
import { portOf } from "../server/port-of.ts";
import { type GatedService, startGatedService } from "../testing/gated-service.ts";
import { type AwaitedLog, awaitedLog } from "../testing/awaited-log.ts";
import { errorOf } from "../testing/memory-calls.ts";
import type { BackendConfiguration } from "./backend-settings.ts";
import { type Backend, type BackendOptions, connectBackend } from "./connect-backend.ts";

let authority: TestAuthority;
let stranger: TestAuthority;
beforeAll(async () => {
  authority = await testAuthority();
  stranger = await testAuthority("Unknown CA");
});
afterAll(() => {
  authority[Symbol.dispose]();
  stranger[Symbol.dispose]();
});
let resources = new AsyncDisposableStack();
afterEach(async () => {
  await resources.disposeAsync();
  resources = new AsyncDisposableStack();
});

async function startServer(environment: Readonly<Record<string, string>> = {}): Promise<GatedService> {
  const service = await startGatedService(environment);
  resources.defer(async () => {
    service.release();
    await service.drain();
  });
  return service;
}

async function startTlsServer(certificate: TestCertificate = {}): Promise<GatedService> {
  const { certFile, keyFile } = authority.write("server", await authority.issue(certificate));
  const files = { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, TLS_CA_FILE: authority.caFile };
  return await startServer({ TLS: "mutual", ...files });
}

const spiffe = "spiffe://breakwater.test/service/";

/** Writes the certificate of a caller, over the one from before, and returns its files. */
async function writeCaller(name: string): Promise<{ readonly certFile: string; readonly keyFile: string }> {
  const names = [{ type: "url" as const, value: `${spiffe}${name}` }];
  return authority.write("caller", await authority.issue({ usages: ["client"], names }));
}

interface Cable {
  /** Address of its near end. */
  readonly url: string;
  /** Near ends of its connections, in their order. */
  readonly connections: readonly Socket[];
  /** Passes nothing on from now on, on the connections that there are. */
  cut(): void;
}

/** Puts a cable that can be cut between a caller and a server. */
async function layCable(url: string): Promise<Cable> {
  const connections: Socket[] = [];
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(new URL(url).port), "127.0.0.1");
    connections.push(near);
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on("error", () => undefined);
    near.pipe(far).pipe(near);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  resources.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { protocol } = new URL(url);
  return {
    url: `${protocol}//127.0.0.1:${portOf(server)}`,
    connections,
    cut: () => sockets.forEach((socket) => socket.unpipe().pause()),
  };
}

interface Caller {
  readonly backend: Backend;
  readonly client: Client<typeof RecommendationsService>;
  readonly log: AwaitedLog;
}

/** A caller of a server with the files of the test's CA, unless told otherwise; it makes no call twice. */
async function callerOf(
  url: string,
  files: Partial<BackendConfiguration> = {},
  options: Partial<BackendOptions> = {},
): Promise<Caller> {
  const log = awaitedLog();
  const own = { caFile: authority.caFile, ...(await writeCaller("reader")), ...files };
  const backend = connectBackend({
    prefix: "BOOKS",
    backend: { url, ...own },
    log: log.log,
    retry: { retries: 0 },
    ...options,
  });
  resources.use(backend);
  return { backend, client: createClient(RecommendationsService, backend.transport), log };
}

test("calls go in cleartext to an http address", async () => {
  const service = await startServer();
  const { client, log } = await callerOf(service.url);
  await client.recommend({ userId: 2 });
  expect(service.callers).toEqual([undefined]);
  expect(log.logged.join("")).toContain('"message":"call made"');
});

test("calls go over mutual TLS to an https address, and the server knows who calls", async () => {
  const service = await startTlsServer();
  const { client } = await callerOf(service.url);
  await client.recommend({ userId: 2 });
  expect(service.callers).toEqual([`${spiffe}reader`]);
});

test("the files of the own port serve where TLS=mutual and no others are named", async () => {
  const service = await startTlsServer();
  const { certFile, keyFile } = await writeCaller("reader");
  const own = {
    tls: "mutual",
    tlsCertFile: certFile,
    tlsKeyFile: keyFile,
    tlsCaFile: authority.caFile,
    tlsExpiryWarningDays: 0,
  } as const;
  const { client } = await callerOf(service.url, { caFile: "", certFile: "", keyFile: "" }, { own });
  await client.recommend({ userId: 2 });
  expect(service.callers).toEqual([`${spiffe}reader`]);
});

const strangers = [
  { name: "of an unknown CA", trusted: () => stranger, certificate: {}, reason: "SELF_SIGNED_CERT_IN_CHAIN" },
  {
    name: "for another name",
    trusted: () => authority,
    certificate: { names: [{ type: "dns", value: "other.test" }] },
    reason: "ERR_TLS_CERT_ALTNAME_INVALID",
  },
  {
    name: "that has expired",
    trusted: () => authority,
    certificate: { notAfter: daysFromNow(-0.5) },
    reason: "CERT_HAS_EXPIRED",
  },
] as const satisfies readonly {
  name: string;
  trusted: () => TestAuthority;
  certificate: TestCertificate;
  reason: string;
}[];
for (const { name, trusted, certificate, reason } of strangers) {
  test(`a server with a certificate ${name} gets no call: ${reason}`, async () => {
    const service = await startTlsServer(certificate);
    const { client, log } = await callerOf(service.url, { caFile: trusted().caFile });
    const error = await errorOf(client.recommend({ userId: 2 }));
    expect([error.code, error.rawMessage]).toEqual([Code.Unavailable, `The server cannot be reached: ${reason}.`]);
    expect(log.logged.join("")).toContain(
      `"backend":"BOOKS","reason":"${reason}","message":"backend cannot be reached"`,
    );
    expect(service.callers).toEqual([]);
  });
}

test("a renewed certificate is shown from the next call on, and the connection before it closes after its last call", async () => {
  const service = await startTlsServer();
  const cable = await layCable(service.url);
  const { client, log } = await callerOf(cable.url);
  const slow = client.recommend({ userId: 1 });
  await service.begun;
  await writeCaller("renewed");
  await log.logs("TLS certificates reloaded");
  await client.recommend({ userId: 2 });
  expect(service.callers).toEqual([`${spiffe}reader`, `${spiffe}renewed`]);
  const [before, now] = cable.connections;
  expect([before?.destroyed, now?.destroyed]).toEqual([false, false]);
  service.release();
  await slow;
  if (before?.destroyed === false) await once(before, "close");
  await client.recommend({ userId: 2 });
  expect(cable.connections).toHaveLength(2);
});

test("files that are wrong when they change are told, and those from before stay in use", async () => {
  const service = await startTlsServer();
  const { backend, client, log } = await callerOf(service.url);
  const { key } = await authority.issue();
  authority.write("caller", { certificate: (await authority.issue()).certificate, key });
  backend.reload();
  await log.logs("BOOKS_KEY_FILE: the key in ");
  await client.recommend({ userId: 2 });
  expect(service.callers).toEqual([`${spiffe}reader`]);
});

test("files that are missing or wrong are refused before any call", async () => {
  const url = "https://127.0.0.1:1";
  const faultOf = async (files: Partial<BackendConfiguration>): Promise<string> => {
    const made = await callerOf(url, files).catch((error: unknown) => error);
    return made instanceof ConfigurationFault ? made.message : "none";
  };
  expect(await faultOf({})).toBe("none");
  expect(await faultOf({ caFile: "" })).toBe(
    "BOOKS_CA_FILE is not set, and the https of BOOKS_URL needs it: name a file in PEM.",
  );
  const { certFile, keyFile } = authority.write("server-only", await authority.issue({ usages: ["server"] }));
  expect(await faultOf({ certFile, keyFile })).toBe(
    `BOOKS_CERT_FILE: ${certFile} holds no certificate of a caller: its extended key usage lacks clientAuth.`,
  );
});

test("a server that has gone without a word is noticed, and later calls get a connection of their own", async () => {
  const service = await startServer();
  const cable = await layCable(service.url);
  const { client } = await callerOf(cable.url, {}, { keepAlive: { intervalMs: 100, timeoutMs: 100 } });
  const slow = errorOf(client.recommend({ userId: 1 }));
  await service.begun;
  cable.cut();
  expect((await slow).code).toBe(Code.Unavailable);
  await client.recommend({ userId: 2 });
  expect(cable.connections).toHaveLength(2);
});

test("calls to an address where nobody is fail as Unavailable, and work once somebody is there", async () => {
  const vacant = await startGatedService();
  await vacant.drain();
  const { client } = await callerOf(vacant.url);
  const error = await errorOf(client.recommend({ userId: 2 }));
  expect(error.rawMessage).toBe("The server cannot be reached: ECONNREFUSED.");
  await startServer({ PORT: new URL(vacant.url).port });
  await client.recommend({ userId: 2 });
});

test("a call whose stream ends without an answer and without a reason fails as Unavailable", async () => {
  const server = createHttp2Server().on("stream", (stream) => stream.close(constants.NGHTTP2_NO_ERROR));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  resources.defer(() => void server.close());
  const { client } = await callerOf(`http://127.0.0.1:${portOf(server)}`);
  const error = await errorOf(client.recommend({ userId: 2 }));
  expect([error.code, error.rawMessage]).toEqual([
    Code.Unavailable,
    "The connection ended before there was an answer.",
  ]);
});

test("after the close a call under way fails, and so does a later one", async () => {
  const service = await startServer();
  const { backend, client } = await callerOf(service.url);
  const slow = errorOf(client.recommend({ userId: 1 }));
  await service.begun;
  backend.close();
  expect((await slow).code).toBe(Code.Canceled);
  expect((await errorOf(client.recommend({ userId: 2 }))).code).toBe(Code.Canceled);
  expect(service.callers).toHaveLength(1);
});
