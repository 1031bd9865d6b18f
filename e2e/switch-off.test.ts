import { cpSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { BookCategory, RecommendationsService } from "@breakwater/recommendations/v1";
import {
  repositoryRoot,
  startProgram,
  startService,
  temporaryFolder,
  temporaryRepository,
  type TemporaryRepository,
} from "@breakwater/testkit";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { expect, test } from "vitest";

const guide = readFileSync(join(repositoryRoot, "docs/migrating-v1-to-v2.md"), "utf8");

/** The one code block of the guide that begins with a text. */
function block(start: string): string {
  const [found, ...more] = guide.split("```").filter((text) => text.replace(/^\w*\n/, "").startsWith(start));
  expect(more).toEqual([]);
  return found?.replace(/^\w*\n/, "").trimEnd() ?? "";
}

test("who still calls v1 is in the metric, the query and the lines of the log that the guide names", async () => {
  using folder = temporaryFolder();
  const token = "0123456789abcdef";
  await using service = await startService({
    entry: join(repositoryRoot, "services/recommendations/src/main.ts"),
    env: { PORT: "0", ADMIN_PORT: "0", DATA_DIR: folder.path, BEARER_TOKENS: `web:${token}` },
  });
  const transport = createConnectTransport({ baseUrl: service.url, httpVersion: "1.1" });
  const headers = { authorization: `Bearer ${token}` };
  const request = { userId: 7, category: BookCategory.MYSTERY };
  await createClient(RecommendationsService, transport).recommend(request, { headers });
  await service.printed("stderr", '"message":"call served"');

  const metrics = await (await fetch(`${adminUrlIn(await service.firstMessage)}/metrics`)).text();
  const series = block("rpc_server_calls_total{");
  expect(metrics.split("\n")).toContain(series);
  // The query asks for the series by its name and one of its labels.
  const [, name, label = ""] = /^sum\(increase\((\w+)\{(.+)\}\[7d\]\)\)$/.exec(block("sum(")) ?? [];
  expect(series).toMatch(new RegExp(`^${name}\\{`));
  expect(series).toContain(label);

  const [, message, called, field = ""] =
    /\.message == "(.+?)" and \.service == "(.+?)"\) \| \.(\w+)/.exec(block("jq")) ?? [];
  const lines = service.output.stderr.split("\n").filter((line) => line.includes('"message":"call served"'));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ message, service: called, [field]: "web" }]);
});

function adminUrlIn(ready: unknown): string {
  if (typeof ready === "object" && ready !== null && "adminUrl" in ready) return String(ready.adminUrl);
  throw new Error("the service did not tell its private port");
}

/** The schemas of this repository, with the policy of the guide. */
function schemas(): TemporaryRepository {
  const repository = temporaryRepository();
  cpSync(join(repositoryRoot, "proto"), join(repository.path, "proto"), { recursive: true });
  cpSync(join(repositoryRoot, "buf.yaml"), join(repository.path, "buf.yaml"));
  symlinkSync(join(repositoryRoot, ".protos"), join(repository.path, ".protos"));
  const policy = block("baselines:").replace("releases: 2", "releases: 1");
  repository.commit({ ".gitignore": ".protos\n", "breakwater.yaml": `version: 1\n${policy}\n` });
  repository.git("tag", "recommendations/v1.1.0");
  return repository;
}

/** Exit code of a check, and the rules of its findings. */
async function check({ path }: TemporaryRepository): Promise<{ code: number | null; rules: string[] }> {
  const gate = ["--conditions=@breakwater/source", "packages/gate/src/main.ts", "-C", path];
  const args = [...gate, "check", "--format", "json"];
  const { code, stdout } = await startProgram(process.execPath, args, { cwd: repositoryRoot }).exited;
  return {
    code,
    rules: [...new Set([...stdout.matchAll(/"rule": "(\w+)"/g)].map(([, rule = ""]) => rule))].toSorted(),
  };
}

test("the gate lets v1 be deprecated, and keeps it until a release has said so", async () => {
  using repository = schemas();
  const v1 = join(repository.path, "proto/recommendations/v1");
  rmSync(v1, { recursive: true });
  const tooEarly = ["DELETED_WITHOUT_DEPRECATION", "FILE_NO_DELETE", "PACKAGE_DELETED"];
  expect(await check(repository)).toEqual({ code: 1, rules: tooEarly });

  repository.git("checkout", "--quiet", ".");
  const option = "option deprecated = true;";
  expect(guide).toContain(`\`${option}\` into each file`);
  for (const name of ["book", "error_reason", "recommendations_service"]) {
    const path = join("proto/recommendations/v1", `${name}.proto`);
    const text = readFileSync(join(repository.path, path), "utf8");
    // Where `buf format` has it: after the imports, or else the package.
    const lines = text.split("\n");
    const last = lines.findLastIndex((line) => /^(import|package) /.test(line));
    repository.write({ [path]: lines.toSpliced(last + 1, 0, "", option).join("\n") });
  }
  expect(await check(repository)).toEqual({ code: 0, rules: ["DEPRECATED_ADDED"] });

  repository.commit();
  repository.git("tag", "recommendations/v1.2.0");
  rmSync(v1, { recursive: true });
  expect(await check(repository)).toEqual({ code: 1, rules: ["FILE_NO_DELETE", "PACKAGE_DELETED"] });
});
