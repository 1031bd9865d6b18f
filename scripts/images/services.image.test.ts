import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { BookCategory, RecommendationsService } from "@breakwater/recommendations/v1";
import { connectBackend, createLog } from "@breakwater/service-runtime";
import { startPostgres, temporaryFolder, testAuthority } from "@breakwater/testkit";
import { ConnectError, createClient } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Variables } from "../deployment/environment-faults.ts";
import { workloads } from "../deployment/kubernetes/workloads.ts";
import { repositoryRoot } from "../repository/files.ts";
import { buildImage, buildahIn } from "./testing/buildah.ts";
import { type ImageConfiguration, readImageConfiguration } from "./testing/image-configuration.ts";
import { forward } from "./testing/forward.ts";
import { holdsPrivateKey, listFiles, unwantedFiles } from "./testing/image-contents.ts";
import { lackingForImages, thisMachine } from "./testing/requirements.ts";
import { type RunningImage, freePorts, runImage, writeSecrets } from "./testing/run-image.ts";
import { type SandboxOptions, runSandbox } from "./testing/sandbox.ts";
import { makeStandInBases } from "./testing/stand-in-bases.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const mib = 1024 * 1024;
const services = [
  { name: "recommendations", port: "8080" },
  { name: "marketplace", port: "8090" },
] as const;
type Name = (typeof services)[number]["name"];

const folder = temporaryFolder("breakwater-images-");
const buildah = buildahIn(folder.path);
const configurations = new Map<Name, ImageConfiguration>();

beforeAll(async () => {
  const lacking = lackingForImages(thisMachine);
  if (lacking.length > 0) throw new Error(`images cannot be built here:\n${lacking.join("\n")}`);
  await makeStandInBases(buildah, folder.path);
  for (const { name } of services) {
    const dockerfile = `deploy/${name}.Dockerfile`;
    const buildArgs = { COMMIT: commit };
    await buildImage(buildah, { context: repositoryRoot, dockerfile, tag: tagOf(name), buildArgs });
    configurations.set(name, await readImageConfiguration(buildah, tagOf(name)));
  }
});

afterAll(() => folder[Symbol.dispose]());

function tagOf(name: Name): string {
  return `breakwater/${name}`;
}

function configurationOf(name: Name): ImageConfiguration {
  const configuration = configurations.get(name);
  if (configuration === undefined) throw new Error(`the image of ${name} was not built`);
  return configuration;
}

async function run(name: Name, options: Partial<SandboxOptions> = {}): Promise<RunningImage> {
  const image = { tag: tagOf(name), configuration: configurationOf(name) };
  return await runImage(buildah, { ...image, environment: {}, ...options });
}

for (const { name, port } of services) {
  describe(`the image of ${name}`, () => {
    test("says what it is, runs as nobody, and starts without a shell", () => {
      const { version }: { version: string } = JSON.parse(
        readFileSync(join(repositoryRoot, `services/${name}/package.json`), "utf8"),
      );
      expect(configurationOf(name)).toMatchObject({
        user: "65532:65532",
        entrypoint: ["/usr/local/bin/node", "/app/dist/main.js"],
        environment: { COMMIT: commit, NODE_ENV: "production", DATA_DIR: "/data", PORT: port },
        volumes: ["/data"],
        ports: [`${port}/tcp`],
        labels: { "org.opencontainers.image.revision": commit, "org.opencontainers.image.version": version },
      });
    });

    test("has no compiler, no package manager, no shell, no source and no key, in any layer", async () => {
      const container = (await buildah.run("from", "--pull-never", tagOf(name))).trim();
      const files = listFiles((await buildah.run("mount", container)).trim());
      await buildah.run("rm", container);
      expect(files).toContain("/app/dist/main.js");
      expect(unwantedFiles(files)).toEqual([]);
      // An archive holds every layer, also what a later one hides, and the configuration.
      const archive = join(folder.path, `${name}.tar`);
      await buildah.run("push", "--quiet", tagOf(name), `docker-archive:${archive}`);
      expect(holdsPrivateKey(readFileSync(archive))).toBe(false);
      const size = statSync(archive).size / mib;
      console.log(`${tagOf(name)}: ${size.toFixed(0)} MiB, ${files.length} files`);
      expect(size).toBeLessThan(250);
    });

    test("is process 1, has no privilege, writes to its volume alone, and drains on SIGTERM", async () => {
      const { sandbox, adminUrl } = await run(name);
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
      const answers = await Promise.all(["/livez", "/readyz"].map(async (path) => await fetch(adminUrl + path)));
      expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
      expect(await (await fetch(`${adminUrl}/version`)).json()).toMatchObject({ name, commit });
      process.kill(sandbox.pid(), "SIGTERM");
      const { code, stderr } = await sandbox.program.exited;
      expect(stderr).toMatch(/"cause":"SIGTERM","message":"draining"[^]*"message":"stopped"/);
      expect(code).toBe(0);
    });

    test("is healthy while it answers its operators, and not where nothing answers", async () => {
      const { sandbox } = await run(name);
      await using _ = sandbox;
      const { healthCheck } = configurationOf(name);
      expect(await sandbox.execute(healthCheck)).toMatchObject({ code: 0 });
      const [node = "", , script = ""] = healthCheck;
      const { ADMIN_PORT } = await freePorts();
      const unanswered = `process.env.ADMIN_PORT = ${ADMIN_PORT}; ${script}`;
      expect(await sandbox.execute([node, "--eval", unanswered])).toMatchObject({ code: 1 });
    });

    test("tells what is wrong with its configuration, with exit code 2", async () => {
      const image = { tag: tagOf(name), configuration: configurationOf(name) };
      await using sandbox = await runSandbox(buildah, { ...image, environment: { PORT: "none", TLS: "mutual" } });
      const { code, stderr } = await sandbox.program.exited;
      expect(stderr).toMatch(/PORT: "none" is not a whole number[^]*TLS_CERT_FILE/);
      expect(code).toBe(2);
    });
  });
}

interface ClientFiles {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Titles that a recommendations service gives a caller that shows these files. */
async function titles(url: string, files: ClientFiles): Promise<string[]> {
  const log = createLog(() => undefined);
  using backend = connectBackend({ prefix: "RECOMMENDATIONS", backend: { url, ...files }, log });
  const client = createClient(RecommendationsService, backend.transport);
  const { recommendations } = await client.recommend({ userId: 7, category: BookCategory.MYSTERY });
  return recommendations.map(({ title }) => title);
}

/** The page at an https address, for a browser that trusts one CA. */
async function page(url: string, caFile: string): Promise<string> {
  const [response] = await once(get(url, { ca: readFileSync(caFile) }), "response");
  return await text(response);
}

test("without certificates, recommendations are given in cleartext", async () => {
  const { sandbox, url } = await run("recommendations");
  await using _ = sandbox;
  expect(await titles(url, { caFile: "", certFile: "", keyFile: "" })).toHaveLength(3);
});

/** Variables of a workload in Kubernetes. */
function environmentOf(name: Name): Variables {
  const workload = workloads.find((one) => one.name === name);
  if (workload === undefined) throw new Error(`Kubernetes does not run ${name}`);
  return workload.environment;
}

test("as Kubernetes runs them, on PostgreSQL, the shop shows its books, and strangers are not served", async () => {
  await using postgres = await startPostgres();
  await using database = await forward(postgres.socket);
  using authority = await testAuthority();
  using another = await testAuthority("Another CA");
  const { caFile } = authority;
  const own = authority.write("service", await authority.issue());
  const place = (name: string): string => join(folder.path, name);
  writeSecrets(place("certificates"), { "ca.crt": caFile, "tls.crt": own.certFile, "tls.key": own.keyFile });
  writeFileSync(place("url"), `postgres://postgres@127.0.0.1:${database.port}/postgres\n`);
  writeSecrets(place("database"), { url: place("url") });
  writeFileSync(place("secret"), "0123456789abcdef0123456789abcdef");
  writeSecrets(place("session"), { secret: place("secret") });
  const certificates = { "/certificates": place("certificates") };
  const backend = await run("recommendations", {
    environment: environmentOf("recommendations"),
    mounts: { ...certificates, "/secrets/recommendations-database": place("database") },
  });
  await using _ = backend.sandbox;
  expect(await titles(backend.url, { caFile, ...own })).toHaveLength(3);
  const stranger = another.write("stranger", await another.issue());
  await expect(titles(backend.url, { caFile, ...stranger })).rejects.toThrow(ConnectError);
  // A machine that is busy answers late.
  const here = { RECOMMENDATIONS_URL: backend.url, RECOMMENDATIONS_TIMEOUT_MS: "20000" };
  const shop = await run("marketplace", {
    environment: { ...environmentOf("marketplace"), ...here },
    mounts: { ...certificates, "/secrets/marketplace-session": place("session") },
  });
  await using shopSandbox = shop.sandbox;
  const shelves = (await page(shop.url, caFile)).split('<section class="shelf"').slice(1);
  expect(shelves).toHaveLength(3);
  for (const shelf of shelves) expect(shelf).toContain('class="title">');
  process.kill(shopSandbox.pid(), "SIGTERM");
  expect(await shopSandbox.program.exited).toMatchObject({ code: 0 });
});
