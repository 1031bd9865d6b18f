import { chownSync, copyFileSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { BookCategory, RecommendationsService } from "@breakwater/recommendations/v1";
import { connectBackend, createLog } from "@breakwater/service-runtime";
import { temporaryFolder, testAuthority } from "@breakwater/testkit";
import { ConnectError, createClient } from "@connectrpc/connect";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryRoot } from "../repository/files.ts";
import { type Buildah, buildImage, buildahIn } from "./testing/buildah.ts";
import { holdsPrivateKey, listFiles, unwantedFiles } from "./testing/image-contents.ts";
import { type ImageConfiguration, readImageConfiguration } from "./testing/image-configuration.ts";
import { lackingForImages, thisMachine } from "./testing/requirements.ts";
import { type Sandbox, type SandboxOptions, runSandbox } from "./testing/sandbox.ts";
import { makeStandInBases } from "./testing/stand-in-bases.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const tag = "breakwater/recommendations";
const mib = 1024 * 1024;

const folder = temporaryFolder("breakwater-images-");
const buildah: Buildah = buildahIn(folder.path);
let configuration: ImageConfiguration;

beforeAll(async () => {
  const lacking = lackingForImages(thisMachine);
  if (lacking.length > 0) throw new Error(`images cannot be built here:\n${lacking.join("\n")}`);
  await makeStandInBases(buildah, folder.path);
  const dockerfile = "deploy/recommendations.Dockerfile";
  await buildImage(buildah, { context: repositoryRoot, dockerfile, tag, buildArgs: { COMMIT: commit } });
  configuration = await readImageConfiguration(buildah, tag);
});

afterAll(() => folder[Symbol.dispose]());

/** Ports that were free a moment ago: the health check of an image knows its own by number. */
async function freePorts(): Promise<{ readonly PORT: string; readonly ADMIN_PORT: string }> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(async (server) => {
      await once(server.listen(0, "127.0.0.1"), "listening");
      const address = server.address();
      return typeof address === "object" && address !== null ? String(address.port) : "";
    }),
  );
  await Promise.all(servers.map(async (server) => await once(server.close(), "close")));
  const [port = "", adminPort = ""] = ports;
  return { PORT: port, ADMIN_PORT: adminPort };
}

interface Run {
  readonly sandbox: Sandbox;
  /** Base addresses for callers and operators. */
  readonly url: string;
  readonly adminUrl: string;
}

/** Runs the image until it says that it listens. */
async function run(options: Partial<SandboxOptions> = {}): Promise<Run> {
  const ports = await freePorts();
  const environment = { ...ports, HOST: "127.0.0.1", ...options.environment };
  const sandbox = await runSandbox(buildah, { tag, configuration, ...options, environment });
  await sandbox.program.untilStdout(/listening on/);
  const scheme = options.environment?.["TLS"] === undefined ? "http" : "https";
  return { sandbox, url: `${scheme}://127.0.0.1:${ports.PORT}`, adminUrl: `http://127.0.0.1:${ports.ADMIN_PORT}` };
}

async function titles(url: string, files: { caFile: string; certFile: string; keyFile: string }): Promise<string[]> {
  const log = createLog(() => undefined);
  using backend = connectBackend({ prefix: "RECOMMENDATIONS", backend: { url, ...files }, log });
  const client = createClient(RecommendationsService, backend.transport);
  const { recommendations } = await client.recommend({ userId: 7, category: BookCategory.MYSTERY });
  return recommendations.map(({ title }) => title);
}

const noFiles = { caFile: "", certFile: "", keyFile: "" };

test("it says what it is, runs as nobody, and starts without a shell", () => {
  const { version }: { version: string } = JSON.parse(
    readFileSync(join(repositoryRoot, "services/recommendations/package.json"), "utf8"),
  );
  expect(configuration).toMatchObject({
    user: "65532:65532",
    entrypoint: ["/usr/local/bin/node", "/app/dist/main.js"],
    environment: { COMMIT: commit, NODE_ENV: "production", DATA_DIR: "/data" },
    volumes: ["/data"],
    ports: ["8080/tcp"],
    labels: { "org.opencontainers.image.revision": commit, "org.opencontainers.image.version": version },
  });
});

test("it has no compiler, no package manager, no shell, no source and no key, in any layer", async () => {
  const container = (await buildah.run("from", "--pull-never", tag)).trim();
  const files = listFiles((await buildah.run("mount", container)).trim());
  await buildah.run("rm", container);
  expect(files).toContain("/app/dist/main.js");
  expect(unwantedFiles(files)).toEqual([]);
  // An archive holds every layer, also what a later one hides, and the configuration.
  const archive = join(folder.path, "image.tar");
  await buildah.run("push", "--quiet", tag, `docker-archive:${archive}`);
  expect(holdsPrivateKey(readFileSync(archive))).toBe(false);
  const size = statSync(archive).size / mib;
  console.log(`${tag}: ${size.toFixed(0)} MiB, ${files.length} files`);
  expect(size).toBeLessThan(250);
});

test("it serves in cleartext, is found healthy, and drains on SIGTERM", async () => {
  const { sandbox, url, adminUrl } = await run();
  await using _ = sandbox;
  expect(await titles(url, noFiles)).toHaveLength(3);
  const answers = await Promise.all(
    ["/livez", "/readyz", "/metrics"].map(async (path) => await fetch(adminUrl + path)),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await answers[2]?.text()).toContain(commit);
  expect(await sandbox.execute(configuration.healthCheck)).toMatchObject({ code: 0 });
  process.kill(sandbox.pid(), "SIGTERM");
  const { code, stderr } = await sandbox.program.exited;
  expect(stderr).toMatch(/"cause":"SIGTERM","message":"draining"[^]*"message":"stopped"/);
  expect(code).toBe(0);
});

test("its health check fails where nothing answers", async () => {
  const { sandbox } = await run();
  await using _ = sandbox;
  const [node = "", , script = ""] = configuration.healthCheck;
  const { ADMIN_PORT } = await freePorts();
  const unanswered = `process.env.ADMIN_PORT = ${ADMIN_PORT}; ${script}`;
  expect(await sandbox.execute([node, "--eval", unanswered])).toMatchObject({ code: 1 });
});

test("it is process 1, has no privilege, and writes nowhere but to its volume", async () => {
  const { sandbox } = await run();
  await using _ = sandbox;
  const status = readFileSync(`/proc/${sandbox.pid()}/status`, "utf8");
  expect(status).toMatch(/^NSpid:\t\d+\t1$/m);
  expect(status).toMatch(/^Uid:\t65532\t65532\t65532\t65532$/m);
  expect(status).toMatch(/^CapEff:\t0+$/m);
  expect(status).toMatch(/^NoNewPrivs:\t1$/m);
  const write = (path: string): string[] => ["/usr/local/bin/node", "--eval", `fs.writeFileSync("${path}", "")`];
  for (const path of ["/app/x", "/tmp/x", "/x"]) {
    expect(await sandbox.execute(write(path))).toMatchObject({ code: 1, stderr: expect.stringContaining("EROFS") });
  }
  expect(await sandbox.execute(write("/data/x"))).toMatchObject({ code: 0 });
});

test("with mounted certificates it serves those who show one of its CA, and nobody else", async () => {
  using authority = await testAuthority();
  using stranger = await testAuthority("Another CA");
  const mounted = join(folder.path, "certificates");
  mkdirSync(mounted);
  const { certFile, keyFile } = authority.write("server", await authority.issue());
  const own = stranger.write("client", await stranger.issue());
  for (const [name, path] of Object.entries({ "ca.crt": authority.caFile, "tls.crt": certFile, "tls.key": keyFile })) {
    copyFileSync(path, join(mounted, name));
    // As a runtime hands out secrets: to the user of the image.
    chownSync(join(mounted, name), 65_532, 65_532);
  }
  const { sandbox, url } = await run({
    environment: {
      TLS: "mutual",
      TLS_CA_FILE: "/certificates/ca.crt",
      TLS_CERT_FILE: "/certificates/tls.crt",
      TLS_KEY_FILE: "/certificates/tls.key",
    },
    mounts: { "/certificates": mounted },
  });
  await using _ = sandbox;
  expect(await titles(url, { caFile: authority.caFile, certFile, keyFile })).toHaveLength(3);
  await expect(titles(url, { caFile: authority.caFile, ...own })).rejects.toThrow(ConnectError);
});

test("a configuration that is wrong is told, with exit code 2", async () => {
  const environment = { PORT: "none", TLS: "mutual" };
  await using sandbox = await runSandbox(buildah, { tag, configuration, environment });
  const { code, stderr } = await sandbox.program.exited;
  expect(stderr).toMatch(/PORT: "none" is not a whole number[^]*TLS_CERT_FILE/);
  expect(code).toBe(2);
});
