import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { RecommendationsService as V1 } from "@breakwater/recommendations/v1";
import { RecommendationsService as V2 } from "@breakwater/recommendations/v2";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { repositoryRoot } from "../repository/files.ts";
import { type DeployedService, deployedServices } from "./deployed-services.ts";
import { type Variables, environmentFaults } from "./environment-faults.ts";
import { drain, graceSeconds } from "./shutdown.ts";
import { operatorPages } from "./testing/operator-pages.ts";

interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

interface ComposeService {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Variables;
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks: readonly string[] | Readonly<Record<string, { readonly aliases: readonly string[] }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly stop_grace_period?: string;
}

const read = (path: string): string => readFileSync(join(repositoryRoot, "deploy", path), "utf8");
const services: Readonly<Record<string, DeployedService | undefined>> = deployedServices;

/** The services of a file that this repository builds, with what they are built of. */
function ownOf(compose: Compose): { name: string; service: ComposeService; source: DeployedService }[] {
  return Object.entries(compose.services).flatMap(([name, service]) => {
    const source = services[basename(service.build?.dockerfile ?? "", ".Dockerfile")];
    return source === undefined ? [] : [{ name, service, source }];
  });
}

/** Hosts that a service answers to on the network of the services. */
function hostsOf(compose: Compose): Map<string, ComposeService> {
  return new Map(
    Object.entries(compose.services).flatMap(([name, service]) => {
      const { networks } = service;
      const aliases = Object.values(networks).flatMap((network) =>
        typeof network === "string" ? [] : network.aliases,
      );
      return [name, ...aliases].map((host) => [host, service] as const);
    }),
  );
}

for (const file of ["compose.yaml", "compose.by-version.yaml"]) {
  const compose: Compose = parse(read(file), { merge: true });
  describe(`deploy/${file}`, () => {
    test("builds each of its images of a Dockerfile that is there, under the version of its service", () => {
      const own = ownOf(compose);
      expect(new Set(own.map(({ source }) => source.name))).toEqual(new Set(Object.keys(services)));
      for (const { service, source } of own) {
        expect(service.image).toBe(`breakwater/${source.name}:${source.version}`);
        expect(service.build?.context).toBe("..");
        expect(existsSync(join(repositoryRoot, service.build?.dockerfile ?? ""))).toBe(true);
      }
    });

    test("keeps its databases and services off other networks", () => {
      expect(compose.networks).toMatchObject({ services: { internal: true }, database: { internal: true } });
      const published = Object.entries(compose.services).filter(([, { ports }]) => ports !== undefined);
      expect(published.map(([name]) => name)).toEqual(["marketplace"]);
    });

    for (const { name, service, source } of ownOf(compose)) {
      const environment = service.environment ?? {};

      test(`${name} sets only what its configuration table has, to values that it takes`, () => {
        expect(environmentFaults(source, environment)).toEqual([]);
        expect(environmentFaults(source, { ...environment, PROT: "1" })).toHaveLength(1);
      });

      test(`${name} gets each file that a variable names, and no other`, () => {
        const files = Object.entries(environment).filter(([variable]) => variable.endsWith("_FILE"));
        const wanted = files.map(([, path]) => path).toSorted();
        const given = (service.secrets ?? []).map((secret) => `/run/secrets/${secret}`).toSorted();
        expect(given).toEqual([...new Set(wanted)]);
        expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining([...(service.secrets ?? [])]));
      });

      test(`${name} may do nothing, and write nowhere`, () => {
        expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
        expect(service.user).toContain("RUN_AS");
      });

      test(`${name} may take as long to leave as its shutdown does`, () => {
        expect(service.stop_grace_period).toBe(`${graceSeconds}s`);
        const { DRAIN_PAUSE_MS = "0", DRAIN_TIMEOUT_MS = source.settings["drainTimeoutMs"]?.default } = environment;
        expect(Number(DRAIN_PAUSE_MS) + Number(DRAIN_TIMEOUT_MS)).toBeLessThanOrEqual(drain.pause + drain.timeout);
      });

      test(`${name} is asked for its health where it answers`, async () => {
        const [, port, path = ""] = /127\.0\.0\.1:(\d+)(\/\w+)/.exec(service.healthcheck?.test.join(" ") ?? "") ?? [];
        expect(Number(port)).toBe(source.adminPort);
        expect((await operatorPages(source.name, [path])).get(path)).toBe(200);
      });
    }

    test("publishes the port of the shop, to this machine alone", () => {
      expect(compose.services["marketplace"]?.ports).toEqual([`127.0.0.1:8443:${deployedServices.marketplace.port}`]);
    });

    test("the shop calls a host of its network, on the port of the service", () => {
      const url = new URL(compose.services["marketplace"]?.environment?.["RECOMMENDATIONS_URL"] ?? "");
      expect(url.protocol).toBe("https:");
      expect(Number(url.port)).toBe(deployedServices.recommendations.port);
      expect([...hostsOf(compose).keys()]).toContain(url.hostname);
    });
  });
}

test("the router sends each version of the API to the services that serve it, and to nothing else", () => {
  const compose: Compose = parse(read("compose.by-version.yaml"), { merge: true });
  const configuration = read("nginx/by-version.conf");
  const routes = [...configuration.matchAll(/location (\S+) \{\s*grpc_pass grpcs:\/\/(\w+);/g)];
  expect(routes.map(([, path]) => path)).toEqual([V1, V2].map(({ typeName }) => `/${typeName.replace(/[^.]*$/, "")}`));
  for (const [, path = "", upstream = ""] of routes) {
    const pattern = new RegExp(`upstream ${upstream} \\{\\s*server ([\\w-]+):(\\d+);`);
    const [, host = "", port] = pattern.exec(configuration) ?? [];
    expect(compose.services[host]?.environment?.["API_VERSIONS"]).toBe(upstream);
    expect(path).toContain(`.${upstream}.`);
    expect(Number(port)).toBe(deployedServices.recommendations.port);
  }
  const files = new Set([...configuration.matchAll(/\/run\/secrets\/([\w.]+)/g)].map(([, name = ""]) => name));
  expect(new Set([...files, "router.conf"])).toEqual(new Set(compose.services["router"]?.secrets));
});

test("the router lets through what the services take", () => {
  const configuration = read("nginx/by-version.conf");
  const { settings } = deployedServices.recommendations;
  const numberOf = (pattern: RegExp): number => Number(pattern.exec(configuration)?.[1]);
  expect(numberOf(/http2_max_concurrent_streams (\d+);/)).toBe(Number(settings["maxCallsPerConnection"]?.default));
  expect(numberOf(/grpc_read_timeout (\d+)h;/) * 3_600_000).toBeGreaterThan(
    Number(settings["streamMaxAgeMs"]?.default),
  );
});
