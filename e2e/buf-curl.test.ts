import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { repositoryRoot, startService, temporaryFolder, type RunningService } from "@breakwater/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const folder = temporaryFolder();
let service: RunningService;

beforeAll(async () => {
  service = await startService({
    entry: join(repositoryRoot, "services/recommendations/src/main.ts"),
    env: { PORT: "0", ADMIN_PORT: "0", DATA_DIR: folder.path, REFLECTION: "true" },
  });
});

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

async function bufCurl(...args: string[]): Promise<string> {
  const { stdout } = await run("buf", ["curl", "--http2-prior-knowledge", ...args], { cwd: folder.path });
  return stdout;
}

test("the stock buf lists the services, and the methods of one", async () => {
  const services = await bufCurl("--list-services", service.url);
  expect(services.trim().split("\n")).toEqual(
    expect.arrayContaining([
      "grpc.health.v1.Health",
      "recommendations.v1.RecommendationsService",
      "recommendations.v2.RecommendationsService",
    ]),
  );
  const methods = await bufCurl("--list-methods", service.url);
  expect(methods).toContain("recommendations.v2.RecommendationsService/Recommend");
});

for (const protocol of ["connect", "grpc", "grpcweb"]) {
  test(`it calls both versions over ${protocol} with the schemas that reflection tells`, async () => {
    const path = (version: string): string =>
      `${service.url}/recommendations.${version}.RecommendationsService/Recommend`;
    const call = ["--protocol", protocol, "--data"];
    const old = await bufCurl(...call, '{"userId": 7, "category": "BOOK_CATEGORY_MYSTERY"}', path("v1"));
    const { recommendations } = JSON.parse(old);
    expect(recommendations).toHaveLength(3);
    const next = JSON.parse(await bufCurl(...call, '{"userId": "7"}', path("v2")));
    expect(Object.keys(next)).toContain("recommendations");
  });
}

test("a probe of Kubernetes finds the service serving", async () => {
  const answer = await bufCurl("--protocol", "grpc", "--data", "{}", `${service.url}/grpc.health.v1.Health/Check`);
  expect(JSON.parse(answer)).toEqual({ status: "SERVING" });
});
