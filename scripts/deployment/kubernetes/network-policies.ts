import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import { deployedServices } from "../deployed-services.ts";
import { nameLabel, named } from "./object-names.ts";
import type { Workload } from "./workloads.ts";

type Spec = NonNullable<NonNullable<ConstructorParameters<typeof NetworkPolicy>[0]>["spec"]>;
type Peer = NonNullable<NonNullable<NonNullable<Spec["ingress"]>[number]["from"]>[number]>;

type EgressRule = NonNullable<Spec["egress"]>[number];

/** Namespaces say by this label what they may do here: `metrics` or `gateway`. */
const accessLabel = "breakwater.example/access";

const dns: EgressRule = {
  to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
};

/** Pods that carry a name; in the same namespace. */
function pods(name: string): Peer {
  return { podSelector: { matchLabels: { [nameLabel]: name } } };
}

/** All pods of namespaces that are let in for something. */
function namespaces(access: "metrics" | "gateway"): Peer {
  return { namespaceSelector: { matchLabels: { [accessLabel]: access } } };
}

function tcp(to: Peer, port: number): EgressRule {
  return { to: [to], ports: [{ protocol: "TCP", port }] };
}

/** Nothing goes in or out of the namespace but what another policy lets through. */
export function denyAll(): NetworkPolicy {
  return new NetworkPolicy({
    metadata: named("deny-all"),
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  });
}

/**
 * Who may reach a workload, and whom it may reach: the shop is reached through a gateway and reaches recommendations,
 * or the gateway before them; these reach PostgreSQL. Metrics are read from namespaces labelled for it; probes come from the node, which network
 * policies leave alone.
 * @param isBehindGateway whether its calls come through a gateway, in place of the shop's
 */
export function networkPolicyOf({ name, service }: Workload, isBehindGateway: boolean): NetworkPolicy {
  const { port, adminPort } = deployedServices[service];
  const callers = service === "marketplace" || isBehindGateway ? namespaces("gateway") : pods("marketplace");
  const backends =
    service === "marketplace"
      ? // The port of a gateway's own pods is for its maker to choose.
        [tcp(pods("recommendations"), deployedServices.recommendations.port), { to: [namespaces("gateway")] }]
      : [tcp(pods("postgresql"), 5432)];
  return new NetworkPolicy({
    metadata: named(name),
    spec: {
      podSelector: { matchLabels: { [nameLabel]: name } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [callers], ports: [{ protocol: "TCP", port }] },
        { from: [namespaces("metrics")], ports: [{ protocol: "TCP", port: adminPort }] },
      ],
      egress: [...backends, dns],
    },
  });
}
