import { LineCounter, parseAllDocuments } from "yaml";
import type { Finding } from "../repository/finding.ts";
import { schemaFault } from "./kubernetes-schemas.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What each container of a deployment has to say. */
const containerRules: readonly {
  readonly keeps: (container: Fields, pod: Fields) => boolean;
  readonly message: string;
}[] = [
  {
    keeps: ({ image }) => /^[\w.-]+\/[\w./-]+(?::(?!latest$)[\w.-]+|@sha256:[\da-f]{64})$/.test(String(image)),
    message: "the image is not named whole: registry, name, and a tag that is not latest, or a digest",
  },
  {
    keeps: ({ resources }) => "memory" in at(at(resources, "limits")) && "memory" in at(at(resources, "requests")),
    message: "memory has no request or no limit: one pod could take that of all others",
  },
  {
    keeps: (container) => ["startupProbe", "livenessProbe", "readinessProbe"].every((probe) => probe in container),
    message: "a probe is missing: startup, liveness and readiness",
  },
  {
    keeps: ({ securityContext }) => {
      const { allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities } = at(securityContext);
      const dropped = at(capabilities)["drop"];
      const dropsAll = Array.isArray(dropped) && dropped.includes("ALL");
      return allowPrivilegeEscalation === false && readOnlyRootFilesystem === true && dropsAll;
    },
    message: "it may do too much: no privilege escalation, a read-only root, and drop ALL capabilities",
  },
  {
    keeps: (_container, { securityContext, automountServiceAccountToken }) => {
      const { runAsNonRoot, seccompProfile } = at(securityContext);
      const isConfined = at(seccompProfile)["type"] === "RuntimeDefault";
      return runAsNonRoot === true && isConfined && automountServiceAccountToken === false;
    },
    message:
      "the pod has to run as no root, with the seccomp profile RuntimeDefault and without a token of the cluster",
  },
];

/**
 * Checks a file of Kubernetes objects as it is written: that it is YAML, that each object fits the schema of its kind,
 * and that deployments keep to what a cluster should ask of them.
 */
export function lintKubernetes(file: string, text: string): Finding[] {
  const lines = new LineCounter();
  return parseAllDocuments(text, { lineCounter: lines }).flatMap((document): Finding[] => {
    const line = lines.linePos(document.range[0]).line;
    const finding = (rule: string, message: string): Finding => ({ file, line, rule, message });
    const [error] = document.errors;
    if (error !== undefined) return [finding("yaml", error.message.split("\n")[0] ?? "")];
    const object = at(document.toJS());
    const fault = schemaFault(object);
    const faults = fault === undefined ? [] : [finding("schema", fault)];
    return object["kind"] === "Deployment"
      ? [...faults, ...podFaults(object).map((one) => finding("pod", one))]
      : faults;
  });
}

function podFaults(deployment: Fields): string[] {
  const pod = at(at(at(deployment["spec"], "template"), "spec"));
  const { containers } = pod;
  if (!Array.isArray(containers) || containers.length === 0) return ["it has no containers"];
  return containers.flatMap((container: unknown) =>
    containerRules
      .filter(({ keeps }) => !keeps(at(container), pod))
      .map(({ message }) => `${String(at(container)["name"])}: ${message}`),
  );
}

/** The fields of a value, or of one of its fields; none of what is no object. */
function at(value: unknown, field?: string): Fields {
  const fields: Fields = typeof value === "object" && value !== null ? { ...value } : {};
  return field === undefined ? fields : at(fields[field]);
}
