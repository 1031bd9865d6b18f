import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  repositoryRoot,
  startService,
  temporaryFolder,
  testAuthority,
  type RunningService,
  type TestAuthority,
} from "@breakwater/testkit";
import { Client, credentials, type ChannelCredentials } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const run = promisify(execFile);

interface Way {
  readonly name: string;
  readonly service: () => RunningService;
  /** What buf has to be told to get there. */
  readonly flags: () => readonly string[];
  readonly credentials: () => ChannelCredentials;
}

let stack: AsyncDisposableStack;
let cleartext: RunningService;
let secure: RunningService;
let authority: TestAuthority;
let caller: { readonly certFile: string; readonly keyFile: string };

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  authority = stack.use(await testAuthority());
  const server = authority.write("server", await authority.issue());
  caller = authority.write("caller", await authority.issue({ usages: ["client"] }));
  const tls = {
    TLS: "mutual",
    TLS_CERT_FILE: server.certFile,
    TLS_KEY_FILE: server.keyFile,
    TLS_CA_FILE: authority.caFile,
  };
  cleartext = await start({});
  secure = await start(tls);
});
afterAll(async () => await stack.disposeAsync());

async function start(environment: Readonly<Record<string, string>>): Promise<RunningService> {
  const folder = stack.use(temporaryFolder());
  const ports = { PORT: "0", ADMIN_PORT: "0", DATA_DIR: folder.path };
  const entry = join(repositoryRoot, "services/recommendations/src/main.ts");
  return stack.use(await startService({ entry, env: { ...ports, REFLECTION: "true", ...environment } }));
}

async function bufCurl(...args: readonly string[]): Promise<string> {
  const { stdout } = await run("buf", ["curl", ...args]);
  return stdout;
}

const ways: readonly Way[] = [
  {
    name: "in cleartext",
    service: () => cleartext,
    flags: () => ["--http2-prior-knowledge"],
    credentials: () => credentials.createInsecure(),
  },
  {
    name: "over mutual TLS",
    service: () => secure,
    flags: () => ["--cacert", authority.caFile, "--cert", caller.certFile, "--key", caller.keyFile],
    credentials: () =>
      credentials.createSsl(
        readFileSync(authority.caFile),
        readFileSync(caller.keyFile),
        readFileSync(caller.certFile),
      ),
  },
];

for (const { name, service, flags, credentials: shown } of ways) {
  describe(`a service ${name}`, () => {
    test("the stock buf lists the services, and the methods of one", async () => {
      const services = await bufCurl(...flags(), "--list-services", service().url);
      expect(services.trim().split("\n")).toEqual(
        expect.arrayContaining([
          "grpc.health.v1.Health",
          "recommendations.v1.RecommendationsService",
          "recommendations.v2.RecommendationsService",
        ]),
      );
      const methods = await bufCurl(...flags(), "--list-methods", service().url);
      expect(methods).toContain("recommendations.v2.RecommendationsService/Recommend");
    });

    for (const protocol of ["connect", "grpc", "grpcweb"]) {
      test(`it calls both versions over ${protocol} with the schemas that reflection tells`, async () => {
        const path = (version: string): string =>
          `${service().url}/recommendations.${version}.RecommendationsService/Recommend`;
        const call = [...flags(), "--protocol", protocol, "--data"];
        const old = await bufCurl(...call, '{"userId": 7, "category": "BOOK_CATEGORY_MYSTERY"}', path("v1"));
        const { recommendations } = JSON.parse(old);
        expect(recommendations).toHaveLength(3);
        const next = JSON.parse(await bufCurl(...call, '{"userId": "7"}', path("v2")));
        expect(Object.keys(next)).toContain("recommendations");
      });
    }

    test("it finds the service serving by its health", async () => {
      const check = `${service().url}/grpc.health.v1.Health/Check`;
      const answer = await bufCurl(...flags(), "--protocol", "grpc", "--data", "{}", check);
      expect(JSON.parse(answer)).toEqual({ status: "SERVING" });
    });

    test("a probe like that of Kubernetes, which knows no schema but that of health, finds it serving", async () => {
      expect(await probe(service().url, shown())).toEqual(SERVING);
    });
  });
}

test("a caller without a certificate is told of nothing", async () => {
  const flags = ["--cacert", authority.caFile, "--list-services", secure.url];
  await expect(bufCurl(...flags)).rejects.toThrow("the server hosted at that remote is unavailable");
});

// Field 1 of HealthCheckResponse is 1: SERVING.
const SERVING = Buffer.from([8, 1]);

/** Calls Check for the process as a whole, whose request is empty; the bytes of the answer. */
async function probe(url: string, shown: ChannelCredentials): Promise<Buffer> {
  // By name: this client cannot ask for the certificate of an address.
  const client = new Client(`localhost:${new URL(url).port}`, shown);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const identity = (bytes: Buffer): Buffer => bytes;
  client.makeUnaryRequest("/grpc.health.v1.Health/Check", identity, identity, Buffer.alloc(0), (error, answer) => {
    if (answer === undefined) reject(error ?? new Error("neither an error nor an answer"));
    else resolve(answer);
  });
  try {
    return await promise;
  } finally {
    client.close();
  }
}
