import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryFiles, repositoryRoot } from "../repository/files.ts";
import { deployedServices } from "./deployed-services.ts";
import { environmentFaults } from "./environment-faults.ts";
import { operatorPages } from "./testing/operator-pages.ts";

const read = (path: string): string => readFileSync(join(repositoryRoot, path), "utf8");

test("each service has a Dockerfile, and each Dockerfile a service", () => {
  const folders = repositoryFiles(repositoryRoot, ["services/*/package.json"]).map((path) => path.split("/")[1] ?? "");
  const expected = folders.map((name) => `deploy/${name}.Dockerfile`);
  expect(repositoryFiles(repositoryRoot, ["deploy/*Dockerfile"])).toEqual(expected);
  expect(folders).toEqual(Object.keys(deployedServices).toSorted());
});

for (const service of Object.values(deployedServices)) {
  const text = read(`deploy/${service.name}.Dockerfile`);

  test(`the image of ${service.name} sets what its configuration table has, and its ports`, () => {
    const [, block = ""] = /^ENV (NODE_ENV[^]*?[^\\])\n/m.exec(text) ?? [];
    const pairs = [...block.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value] as const);
    const variables = Object.fromEntries(pairs);
    expect(variables).toMatchObject({ PORT: String(service.port), ADMIN_PORT: String(service.adminPort) });
    expect(environmentFaults(service, variables)).toEqual([]);
    expect(text).toContain(`\nEXPOSE ${service.port}\n`);
  });

  test(`the image of ${service.name} has the version of its service, and Node that of the repository`, () => {
    expect(text).toContain(`org.opencontainers.image.version="${service.version}"`);
    const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(read("package.json"));
    expect(text).toContain(`FROM docker.io/library/node:${devDependencies["node"]}-bookworm-slim AS build`);
  });

  test(`the image of ${service.name} is asked for its health by a page that it has`, async () => {
    const [, path = ""] = /\$\{process\.env\.ADMIN_PORT\}(\/\w+)`/.exec(text) ?? [];
    expect((await operatorPages(service.name, [path])).get(path)).toBe(200);
  });
}

test("images are built alike: the files differ by names and ports", () => {
  const [first, ...others] = Object.values(deployedServices).map(({ name, port, adminPort }) =>
    read(`deploy/${name}.Dockerfile`)
      .replaceAll(name, "NAME")
      .replaceAll(String(port), "PORT")
      .replaceAll(String(adminPort), "ADMIN_PORT"),
  );
  for (const other of others) expect(other).toBe(first);
});
