import { once } from "node:events";
import { type Server, createServer } from "node:http";
import { temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { runGateWith } from "../testing/run-gate.ts";

const files = {
  "x/v1/x.proto": 'syntax = "proto3";\n\npackage x.v1;\n',
  ".github/workflows/gate.yml": [
    "on: [pull_request_target, merge_group]",
    "jobs:",
    "  gate:",
    "    name: Schema gate",
    "    steps:",
    "      - uses: acme/breakwater/.github/actions/breakwater@3d3c42e5aac5ba805825da76410c181273ba90b1",
    "  all:",
    "    needs: [gate]",
    "    steps: []",
    "",
  ].join("\n"),
  ".github/CODEOWNERS": "* @acme/api\n",
};

/** Answers by path; 404 for what is not there. */
interface FakeApi extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly string[];
}

async function startApi(answers: Readonly<Record<string, unknown>>): Promise<FakeApi> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const [path = ""] = (request.url ?? "").split("?");
    asked.push(`${request.headers.authorization} ${path}`);
    response.writeHead(path in answers ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(answers[path] ?? { message: "Not Found" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const rules = (checks: readonly string[], review: boolean): unknown => [
  { type: "required_status_checks", parameters: { required_status_checks: checks.map((context) => ({ context })) } },
  { type: "pull_request", parameters: { require_code_owner_review: review } },
  { type: "merge_queue", parameters: {} },
];
const open = {
  name: "main",
  protected: false,
  protection: { enabled: false, required_status_checks: { contexts: [] } },
};
const base = "/repos/acme/schemas";

async function doctor(
  answers: Readonly<Record<string, unknown>>,
): Promise<{ exitCode: number; text: string; asked: readonly string[] }> {
  await using api = await startApi(answers);
  using repository = temporaryRepository(files);
  repository.git("remote", "add", "origin", "git@github.example:acme/schemas.git");
  const env = { GITHUB_TOKEN: "secret", GITHUB_API_URL: api.url, GITHUB_REPOSITORY: "" };
  const { exitCode, stdout } = await runGateWith({ env }, repository.path, "doctor");
  return { exitCode, text: stdout.replaceAll(/\s+/g, " "), asked: api.asked };
}

test("what the settings enforce is verified, by whatever job needs the gate", async () => {
  for (const check of ["Schema gate", "all"]) {
    const { exitCode, text, asked } = await doctor({
      [`${base}/rules/branches/main`]: rules([check], true),
      [`${base}/branches/main`]: open,
      [`${base}/codeowners/errors`]: { errors: [] },
    });
    expect(text).toContain('ok GitHub enforces it: the check "Schema gate" or "all" must pass');
    expect(text).toContain("ok GitHub enforces it: an owner in CODEOWNERS must approve");
    expect(text).toContain("ok Changes go through a merge queue.");
    expect(text).toContain("nobody is on the bypass list");
    expect(asked).toContain(`Bearer secret ${base}/rules/branches/main`);
    expect(exitCode).toBe(0);
  }
});

test("what the settings do not enforce is a problem", async () => {
  const { exitCode, text } = await doctor({
    [`${base}/rules/branches/main`]: rules(["lint"], false),
    [`${base}/branches/main`]: open,
    [`${base}/codeowners/errors`]: { errors: [{ path: ".github/CODEOWNERS", line: 1, kind: "Unknown owner" }] },
  });
  expect(text).toContain('PROBLEM Nothing enforces it: the check "Schema gate" or "all" must pass');
  expect(text).toContain("PROBLEM Nothing enforces it: an owner in CODEOWNERS must approve");
  expect(text).toContain("PROBLEM .github/CODEOWNERS:1: GitHub cannot use the line: Unknown owner.");
  expect(exitCode).toBe(1);
});

test("branch protection of the older kind tells its checks, and not its reviews", async () => {
  const protection = { enabled: true, required_status_checks: { contexts: ["Schema gate"] } };
  const { exitCode, text } = await doctor({
    [`${base}/rules/branches/main`]: [],
    [`${base}/branches/main`]: { ...open, protection },
  });
  expect(text).toContain('ok GitHub enforces it: the check "Schema gate"');
  expect(text).toContain("Not verified (only an administrator may read branch protection)");
  expect(exitCode).toBe(0);
});

test("an API that does not answer verifies nothing, and is no problem of the repository", async () => {
  const { exitCode, text } = await doctor({});
  expect(text).toContain(`Not verified (GitHub answers 404 to GET ${base}/rules/branches/main`);
  expect(exitCode).toBe(0);
});
