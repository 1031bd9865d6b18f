import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RecommendationsService as V1, BookCategory } from "@breakwater/recommendations/v1";
import { RecommendationsService as V2 } from "@breakwater/recommendations/v2";
import { connectBackend, createLog } from "@breakwater/service-runtime";
import {
  type Program,
  type RunningService,
  type TestAuthority,
  startProgram,
  startService,
  temporaryFolder,
  testAuthority,
} from "@breakwater/testkit";
import { Code, createClient } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { repositoryRoot } from "../repository/files.ts";
import { lackingForImages, thisMachine } from "./testing/requirements.ts";
import { freePorts } from "./testing/run-image.ts";

// The router asks for the one, a direct call for the other.
const names = [
  { type: "dns", value: "recommendations" },
  { type: "ip", value: "127.0.0.1" },
] as const;

/** Starts recommendations with one version of its API, over mutual TLS. */
async function startVersion(authority: TestAuthority, version: string, folder: string): Promise<RunningService> {
  const { certFile, keyFile } = authority.write(version, await authority.issue({ names }));
  const tls = { TLS: "mutual", TLS_CA_FILE: authority.caFile, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile };
  return await startService({
    entry: join(repositoryRoot, "services/recommendations/src/main.ts"),
    env: { PORT: "0", ADMIN_PORT: "0", API_VERSIONS: version, DATA_DIR: join(folder, version), ...tls },
  });
}

/** Starts nginx on the router's configuration, with the hosts, ports and folders of this machine in it. */
async function startRouter(folder: string, replaced: readonly (readonly [string, string])[]): Promise<Program> {
  let text = readFileSync(join(repositoryRoot, "deploy/nginx/by-version.conf"), "utf8");
  for (const [there, here] of replaced) {
    expect(text).toContain(there);
    text = text.replaceAll(there, here);
  }
  const file = join(folder, "router.conf");
  // Debug has the line that says that it listens and works.
  writeFileSync(file, text.replace("stderr warn", "stderr notice"));
  const program = startProgram("nginx", ["-c", file]);
  let log = "";
  while (!log.includes("start worker process ")) {
    const [chunk]: unknown[] = await Promise.race([
      program.child.stderr === null ? [] : once(program.child.stderr, "data"),
      program.exited.then(({ stderr }) => Promise.reject(new Error(`nginx ended:\n${stderr}`))),
    ]);
    log += String(chunk);
  }
  return program;
}

interface Places {
  readonly authority: TestAuthority;
  readonly port: string;
  /** Host and port of the service of each version. */
  readonly v1: string;
  readonly v2: string;
}

function replacements(folder: string, { authority, port, v1, v2 }: Places): [there: string, here: string][] {
  return [
    // First: what stands for the others is in there, too.
    ["/tmp/", `${folder}/`],
    ["listen 8080", `listen 127.0.0.1:${port}`],
    ["recommendations-v1:8080", v1],
    ["recommendations-v2:8080", v2],
    ["/run/secrets/", `${dirname(authority.caFile)}/`],
  ];
}

test("the router sends each version to its service over mutual TLS, and tells of a version that there is not", async () => {
  expect(lackingForImages(thisMachine)).toEqual([]);
  using folder = temporaryFolder();
  using authority = await testAuthority();
  await using v1 = await startVersion(authority, "v1", folder.path);
  await using v2 = await startVersion(authority, "v2", folder.path);
  authority.write("server", await authority.issue());
  const client = authority.write("client", await authority.issue());
  const { PORT } = await freePorts();
  const places = { authority, port: PORT, v1: new URL(v1.url).host, v2: new URL(v2.url).host };
  await using _ = await startRouter(folder.path, replacements(folder.path, places));
  const log = createLog(() => undefined);
  const files = { caFile: authority.caFile, ...client };
  using routed = connectBackend({ prefix: "ROUTER", backend: { url: `https://127.0.0.1:${PORT}`, ...files }, log });
  const byV1 = createClient(V1, routed.transport);
  expect((await byV1.recommend({ userId: 7, category: BookCategory.MYSTERY })).recommendations).toHaveLength(3);
  const byV2 = createClient(V2, routed.transport);
  expect((await byV2.recommend({ userId: "7" })).recommendations).toHaveLength(10);
  // Each has one version alone: it was the router that chose.
  using direct = connectBackend({ prefix: "V1", backend: { url: v1.url, ...files }, log });
  const refused = createClient(V2, direct.transport).recommend({ userId: "7" });
  await expect(refused).rejects.toMatchObject({ code: Code.Unimplemented });
});

test("the router serves nobody who shows no certificate of its CA", async () => {
  using authority = await testAuthority();
  using another = await testAuthority("Another CA");
  using folder = temporaryFolder();
  for (const name of ["server", "client"]) authority.write(name, await authority.issue());
  const { PORT } = await freePorts();
  const unused = `127.0.0.1:${(await freePorts()).PORT}`;
  await using _ = await startRouter(
    folder.path,
    replacements(folder.path, { authority, port: PORT, v1: unused, v2: unused }),
  );
  const stranger = another.write("stranger", await another.issue());
  const backend = { url: `https://127.0.0.1:${PORT}`, caFile: authority.caFile, ...stranger };
  using routed = connectBackend({ prefix: "ROUTER", backend, log: createLog(() => undefined) });
  const call = createClient(V1, routed.transport).recommend({ userId: 7, category: BookCategory.MYSTERY });
  // HTTP status 400, that is, and no call to a service, which would be Unavailable here.
  await expect(call).rejects.toMatchObject({ code: Code.Internal });
});
