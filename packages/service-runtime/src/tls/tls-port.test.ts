import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { request as requestHttps } from "node:https";
import { connect as connectHttp2 } from "node:http2";
import { connect as connectTcp } from "node:net";
import { type ConnectionOptions, connect, createServer } from "node:tls";
import { RecommendationsService } from "@breakwater/recommendations/v1";
import { type TestAuthority, type TestCertificate, daysFromNow, testAuthority } from "@breakwater/testkit";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { portOf } from "../server/port-of.ts";
import { type GatedService, startGatedService } from "../testing/gated-service.ts";

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
let running: GatedService[] = [];
afterEach(async () => {
  for (const service of running) service.release();
  await Promise.all(running.map((service) => service.drain()));
  running = [];
});

/** Starts a service whose certificate is issued now; callers show one too, unless told otherwise. */
async function startTls(
  environment: Readonly<Record<string, string>> = {},
  certificate: TestCertificate = {},
): Promise<GatedService> {
  const { certFile, keyFile } = authority.write("server", await authority.issue(certificate));
  const files = { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, TLS_CA_FILE: authority.caFile };
  const service = await startGatedService({ TLS: "mutual", ...files, ...environment });
  running.push(service);
  return service;
}

const spiffe = "spiffe://breakwater.test/client/reader";

/** How a caller connects that the service trusts. */
async function callerOptions(certificate: TestCertificate = {}, issuer = authority): Promise<ConnectionOptions> {
  const { certificate: cert, key } = await issuer.issue({
    commonName: "reader",
    usages: ["client"],
    names: [{ type: "url", value: spiffe }],
    ...certificate,
  });
  return { ca: authority.identity.certificate, cert, key };
}

/** "secure", or the code of what ended the connection before it said anything; ALPN speaks HTTP/2. */
async function handshake(port: number, options: ConnectionOptions): Promise<string> {
  const outcome: PromiseWithResolvers<string> = Promise.withResolvers();
  const socket = connect({ host: "127.0.0.1", port, ALPNProtocols: ["h2"], ...options });
  socket.on("error", (error) => outcome.resolve("code" in error ? String(error.code) : error.message));
  // The settings of the server: with TLS 1.3 a caller is refused after its own handshake has ended.
  socket.on("data", () => outcome.resolve("secure"));
  socket.on("close", () => outcome.resolve("closed"));
  const code = await outcome.promise;
  socket.destroy();
  return code;
}

function refusals(service: GatedService): unknown[] {
  return service.logged
    .map((line) => JSON.parse(line))
    .filter(({ message }) => message === "TLS handshake refused")
    .map(({ reason }) => reason);
}

function portOfUrl({ url }: GatedService): number {
  return Number(new URL(url).port);
}

describe("a port with mutual TLS", () => {
  for (const httpVersion of ["1.1", "2"] as const) {
    test(`answers a caller with a certificate over HTTP/${httpVersion}, and knows who it is`, async () => {
      const service = await startTls();
      expect(service.url).toMatch(/^https:/);
      const nodeOptions = await callerOptions();
      const transport = createConnectTransport({ baseUrl: service.url, httpVersion, nodeOptions });
      await createClient(RecommendationsService, transport).recommend({ userId: 2 });
      expect(service.callers).toEqual([spiffe]);
    });
  }

  const refused: readonly {
    readonly name: string;
    readonly caller: () => Promise<ConnectionOptions>;
    readonly reason: string;
  }[] = [
    {
      name: "no certificate",
      caller: async () => ({ ca: authority.identity.certificate }),
      reason: "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE",
    },
    {
      name: "a certificate of an unknown CA",
      caller: () => callerOptions({}, stranger),
      reason: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    },
    {
      name: "an expired certificate",
      caller: () => callerOptions({ notAfter: daysFromNow(-0.5) }),
      reason: "CERT_HAS_EXPIRED",
    },
    {
      name: "a certificate that is not yet valid",
      caller: () => callerOptions({ notBefore: daysFromNow(0.5) }),
      reason: "CERT_NOT_YET_VALID",
    },
    {
      name: "a certificate for servers alone",
      caller: () => callerOptions({ usages: ["server"] }),
      reason: "INVALID_PURPOSE",
    },
    {
      name: "TLS 1.1",
      caller: async () => ({
        ...(await callerOptions()),
        minVersion: "TLSv1",
        maxVersion: "TLSv1.1",
        // Otherwise OpenSSL does not even ask.
        ciphers: "DEFAULT@SECLEVEL=0",
      }),
      reason: "ERR_SSL_UNSUPPORTED_PROTOCOL",
    },
  ];
  for (const { name, caller, reason } of refused) {
    test(`refuses ${name}: ${reason}`, async () => {
      const service = await startTls();
      expect(await handshake(portOfUrl(service), await caller())).not.toBe("secure");
      await service.logs("TLS handshake refused");
      expect(refusals(service)).toEqual([reason]);
      expect(await handshake(portOfUrl(service), await callerOptions())).toBe("secure");
    });
  }

  test("refuses cleartext", async () => {
    const service = await startTls();
    const socket = connectTcp(portOfUrl(service), "127.0.0.1").on("error", () => undefined);
    let answer = "";
    socket.setEncoding("latin1").on("data", (text: string) => (answer += text));
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await once(socket, "close");
    expect(answer).not.toContain("HTTP");
    await service.logs("TLS handshake refused");
    expect(refusals(service)).toEqual(["ERR_SSL_HTTP_REQUEST"]);
  });

  test("speaks TLS 1.3 where the caller can, and 1.2 where it cannot", async () => {
    const port = portOfUrl(await startTls());
    for (const [maxVersion, expected] of [
      ["TLSv1.3", "TLSv1.3"],
      ["TLSv1.2", "TLSv1.2"],
    ] as const) {
      const socket = connect({ host: "127.0.0.1", port, ...(await callerOptions()), maxVersion });
      await once(socket, "secureConnect");
      expect(socket.getProtocol()).toBe(expected);
      socket.destroy();
    }
  });
});

describe("a caller refuses a server", () => {
  const table: readonly { readonly name: string; readonly certificate: TestCertificate; readonly code: string }[] = [
    {
      name: "of another name",
      certificate: { names: [{ type: "dns", value: "a.test" }] },
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    },
    { name: "with an expired certificate", certificate: { notAfter: daysFromNow(-0.5) }, code: "CERT_HAS_EXPIRED" },
    {
      name: "with a certificate of the future",
      certificate: { notBefore: daysFromNow(0.5) },
      code: "CERT_NOT_YET_VALID",
    },
  ];
  for (const { name, certificate, code } of table) {
    test(`${name}: ${code}`, async () => {
      const service = await startTls({}, certificate);
      expect(await handshake(portOfUrl(service), await callerOptions())).toBe(code);
    });
  }

  test("of an unknown CA: UNABLE_TO_VERIFY_LEAF_SIGNATURE", async () => {
    const service = await startTls({ TLS: "server" });
    const options = { ca: stranger.identity.certificate };
    expect(await handshake(portOfUrl(service), options)).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  });

  test("that shows the certificate of a caller: INVALID_PURPOSE", async () => {
    const { certificate: cert, key } = await authority.issue({ usages: ["client"] });
    // Not a service: it does not start with such a certificate.
    const server = createServer({ cert, key }).listen(0, "127.0.0.1");
    await once(server, "listening");
    expect(await handshake(portOf(server), { ca: authority.identity.certificate })).toBe("INVALID_PURPOSE");
    server.close();
  });
});

test("with TLS of the server alone callers show nothing, and nobody knows them", async () => {
  const service = await startTls({ TLS: "server" });
  const nodeOptions = { ca: authority.identity.certificate };
  const client = createClient(RecommendationsService, createGrpcTransport({ baseUrl: service.url, nodeOptions }));
  await client.recommend({ userId: 2 });
  expect(service.callers).toEqual([undefined]);
});

test("a renewed certificate is shown to new connections while an old call goes on", async () => {
  const service = await startTls();
  const nodeOptions = await callerOptions();
  const transport = createGrpcTransport({ baseUrl: service.url, nodeOptions });
  const slow = createClient(RecommendationsService, transport).recommend({ userId: 1 });
  await service.begun;
  const serialOf = async (): Promise<string> => {
    const socket = connect({ host: "127.0.0.1", port: portOfUrl(service), ...nodeOptions });
    await once(socket, "secureConnect");
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  };
  const before = await serialOf();
  const expiry = service.certificateExpiry();
  authority.write("server", await authority.issue({ notAfter: daysFromNow(5) }));
  await service.logs("TLS certificates reloaded");
  expect(await serialOf()).not.toBe(before);
  expect(service.certificateExpiry()?.getTime()).toBeGreaterThan(expiry?.getTime() ?? Infinity);
  const metrics = await (await fetch(`${service.adminUrl}/metrics`)).text();
  const seconds = /^tls_certificate_expiry_timestamp_seconds (\S+)$/m.exec(metrics)?.[1];
  expect(Number(seconds) * 1000).toBe(service.certificateExpiry()?.getTime());
  service.release();
  await slow;
});

test("a CA that is no longer trusted lets nobody in, not even with a session from before", async () => {
  const service = await startTls();
  const port = portOfUrl(service);
  const options = await callerOptions();
  const first = connect({ host: "127.0.0.1", port, ALPNProtocols: ["h2"], ...options }).on("error", () => undefined);
  const [session] = await once(first, "session");
  first.destroy();
  const second = connect({ host: "127.0.0.1", port, ...options, session });
  await once(second, "secureConnect");
  expect(second.isSessionReused()).toBe(true);
  second.destroy();
  writeFileSync(authority.caFile, stranger.identity.certificate);
  service.reload();
  expect(await handshake(port, { ...options, session })).not.toBe("secure");
  const { cert, key } = await callerOptions({}, stranger);
  expect(await handshake(port, { ...options, cert, key })).toBe("secure");
  authority.write("ca", authority.identity);
});

test("files that do not fit each other are logged, and what was served stays", async () => {
  const service = await startTls();
  const { certificate } = await authority.issue();
  const { key } = await authority.issue();
  authority.write("server", { certificate, key });
  service.reload();
  expect(service.logged.join("")).toContain("does not belong to the certificate");
  expect(await handshake(portOfUrl(service), await callerOptions())).toBe("secure");
});

test("a certificate that ends soon is warned of at the start and at each reload", async () => {
  const service = await startTls({ TLS_EXPIRY_WARNING_DAYS: "7" }, { notAfter: daysFromNow(2.5) });
  const warnings = (): number =>
    service.logged.filter((line) => line.includes("the TLS certificate ends in 2 days")).length;
  expect(warnings()).toBe(1);
  service.reload();
  expect(warnings()).toBe(2);
});

describe("a drain", () => {
  test("closes idle connections and handshakes that have not ended, and waits for a call over both versions", async () => {
    const service = await startTls();
    const nodeOptions = await callerOptions();
    const port = portOfUrl(service);
    const silent = connectTcp(port, "127.0.0.1").on("error", () => undefined);
    await once(silent, "connect");
    const idle = connect({ host: "127.0.0.1", port, ...nodeOptions }).on("error", () => undefined);
    const session = connectHttp2(service.url, nodeOptions).on("error", () => undefined);
    await Promise.all([once(idle, "secureConnect"), once(session, "remoteSettings")]);
    const path = "/recommendations.v1.RecommendationsService/Recommend";
    const headers = { "content-type": "application/json" };
    const http1 = requestHttps(`${service.url}${path}`, { method: "POST", headers, agent: false, ...nodeOptions });
    const answered = once(http1, "response");
    http1.end('{"userId": 1}');
    await service.begun;
    const ends = Promise.all([once(silent, "close"), once(idle.resume(), "close"), once(session, "close")]);
    const drained = service.drain();
    await ends;
    expect(service.events).toEqual(["streams end"]);
    service.release();
    const [response] = await answered;
    expect([response.statusCode, response.headers.connection]).toEqual([200, "close"]);
    response.resume();
    await drained;
    running = [];
  });

  test("cuts calls over TLS at its timeout, and counts them", async () => {
    const service = await startTls({ DRAIN_TIMEOUT_MS: "50" });
    const transport = createGrpcTransport({ baseUrl: service.url, nodeOptions: await callerOptions() });
    const slow = createClient(RecommendationsService, transport)
      // The deadline is for the library: it waits on when its stream ends without an error and without an answer.
      .recommend({ userId: 1 }, { timeoutMs: 20_000 })
      .catch(() => "cut");
    await service.begun;
    await service.drain();
    expect(await slow).toBe("cut");
    expect(service.logged.join("")).toContain('"calls_cut":1,"drain_timeout_ms":50,"message":"drain timed out"');
    running = [];
  });
});
