import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { repositoryFiles, repositoryRoot } from "../../repository/files.ts";
import { type DeployedService, deployedServices } from "../deployed-services.ts";
import { environmentFaults } from "../environment-faults.ts";
import { operatorPages } from "../testing/operator-pages.ts";
import { type KubernetesObject, namespace } from "./object-names.ts";
import { manifests, renderManifest } from "./manifests.ts";

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

/** What these tests read of an object. */
interface Written {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: {
    readonly secretName?: string;
    readonly dnsNames?: readonly string[];
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly {
      readonly from: readonly unknown[];
      readonly ports: readonly { readonly port: number }[];
    }[];
    readonly selector?: Readonly<Record<string, unknown>>;
    readonly ports?: readonly { readonly port: number; readonly targetPort: string }[];
    readonly template?: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: Pod;
    };
  };
}

interface Pod {
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: Readonly<Record<"runAsUser" | "runAsGroup", number>>;
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly name: string; readonly secret: { readonly secretName: string } }[];
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly securityContext: unknown;
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

const written = (file: string): Written[] =>
  parseAllDocuments(readFileSync(join(repositoryRoot, "deploy/kubernetes", file), "utf8")).map((one): Written =>
    one.toJS(),
  );
const files = [...manifests.keys()];
const all = files.flatMap((file) => written(file).map((object) => ({ file, object })));
const pods = all.flatMap(({ file, object }) => {
  const pod = object.kind === "Deployment" ? object.spec?.template?.spec : undefined;
  const [container] = pod?.containers ?? [];
  return pod === undefined || container === undefined ? [] : [{ file, object, pod, container }];
});
const services: Readonly<Record<string, DeployedService | undefined>> = deployedServices;

function serviceNamed(name: string): DeployedService {
  const service = services[name];
  if (service === undefined) throw new Error(`no service ${name} has an image`);
  return service;
}

test("the files are what the code says now; `pnpm generate` writes them", () => {
  expect(repositoryFiles(repositoryRoot, ["deploy/kubernetes"])).toEqual(
    files.map((file) => `deploy/kubernetes/${file}`).toSorted(),
  );
  for (const [file, objects] of manifests) {
    expect(readFileSync(join(repositoryRoot, "deploy/kubernetes", file), "utf8")).toBe(renderManifest(objects));
  }
});

const objects: (readonly [string, KubernetesObject])[] = [...manifests].flatMap(([file, list]) =>
  list.map((object) => [file, object] as const),
);
test("each object fits its schema, and one that does not is refused", () => {
  for (const [, object] of objects) expect(() => object.validate()).not.toThrow();
  const scaleTargetRef = { kind: "Deployment", name: "none" };
  const halves = new HorizontalPodAutoscaler({ spec: { scaleTargetRef, maxReplicas: 1.5 } });
  expect(() => halves.validate()).toThrow(/maxReplicas/);
});

test("each object has a name of its own, in the namespace", () => {
  const elsewhere = all.filter(({ object }) => object.metadata.namespace !== namespace);
  expect(elsewhere.map(({ object }) => object.kind)).toEqual(["Namespace"]);
  const names = all.map(({ file, object }) => `${file} ${object.kind}/${object.metadata.name}`);
  expect(new Set(names).size).toBe(names.length);
});

for (const { file, object, pod, container } of pods) {
  describe(`the deployment in ${file}`, () => {
    const service = serviceNamed(container.name);
    const variables = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));

    test("sets only what its configuration table has, to values that it takes", () => {
      expect(environmentFaults(service, variables)).toEqual([]);
      expect(environmentFaults(service, { ...variables, TLS_CERT: "x" })).toHaveLength(1);
    });

    test("names the ports of the service, and its Service the same", () => {
      expect(container.ports).toEqual([
        { name: "calls", containerPort: service.port },
        { name: "operators", containerPort: service.adminPort },
      ]);
      const own = written(file).find(({ kind }) => kind === "Service");
      expect(own?.spec?.ports).toMatchObject([{ port: service.port, targetPort: "calls" }]);
      expect(object.spec?.template?.metadata.labels).toMatchObject(own?.spec?.selector ?? { none: "none" });
    });

    test("gives the shutdown sequence longer than it takes", () => {
      const takes = Number(variables["DRAIN_PAUSE_MS"]) + Number(variables["DRAIN_TIMEOUT_MS"]);
      expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThanOrEqual(takes + 5000);
    });

    test("may do nothing, as the user of its image", () => {
      const dockerfile = readFileSync(join(repositoryRoot, `deploy/${service.name}.Dockerfile`), "utf8");
      const { runAsUser, runAsGroup, ...others } = pod.securityContext;
      expect(dockerfile).toContain(`\nUSER ${runAsUser}:${runAsGroup}\n`);
      expect(others).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    });

    test("is reached on its two ports alone", () => {
      const policy = written(file).find(({ kind }) => kind === "NetworkPolicy");
      expect(policy?.spec?.policyTypes).toEqual(["Ingress", "Egress"]);
      const open = policy?.spec?.ingress?.flatMap(({ from, ports }) => ports.map(({ port }) => [from.length, port]));
      expect(open).toEqual([
        [1, service.port],
        [1, service.adminPort],
      ]);
    });

    test("mounts each file that a variable names, and the certificate that is issued for it", () => {
      const mounted = container.volumeMounts.map(({ mountPath }) => `${mountPath}/`);
      const paths = Object.entries(variables).filter(([name]) => name.endsWith("_FILE"));
      expect(paths.length).toBeGreaterThan(0);
      for (const [name, path] of paths) {
        expect(
          mounted.some((folder) => path.startsWith(folder)),
          `${name}=${path}`,
        ).toBe(true);
      }
      const certificate = written(file).find(({ kind }) => kind === "Certificate");
      expect(pod.volumes.map(({ secret }) => secret.secretName)).toContain(certificate?.spec?.secretName);
    });
  });
}

for (const name of Object.keys(services)) {
  test(`probes of ${name} ask the operators' port for pages that it has`, async () => {
    const probes = pods
      .filter(({ container }) => container.name === name)
      .flatMap(({ container }) => [container.startupProbe, container.livenessProbe, container.readinessProbe]);
    expect(new Set(probes.map(({ httpGet }) => httpGet.port))).toEqual(new Set(["operators"]));
    const paths = [...new Set(probes.map(({ httpGet }) => httpGet.path))];
    const statuses = await operatorPages(name, [...paths, "/healthy"]);
    expect(paths.map((path) => statuses.get(path))).toEqual(paths.map(() => 200));
    expect(statuses.get("/healthy")).toBe(404);
  });
}

test("the shop calls recommendations by a name in their certificate", () => {
  const shop = pods.find(({ container }) => container.name === "marketplace");
  const url = shop?.container.env.find(({ name }) => name === "RECOMMENDATIONS_URL")?.value ?? "";
  const certificate = written("recommendations.yaml").find(({ kind }) => kind === "Certificate");
  expect(new URL(url).port).toBe(String(deployedServices.recommendations.port));
  expect(certificate?.spec?.dnsNames).toContain(new URL(url).hostname);
});
