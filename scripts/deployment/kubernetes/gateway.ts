import { BackendTLSPolicy, GRPCRoute, Gateway } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1";
import { RecommendationsService as V1 } from "@breakwater/recommendations/v1";
import { RecommendationsService as V2 } from "@breakwater/recommendations/v2";
import { deployedServices } from "../deployed-services.ts";
import { certificateOf } from "./certificates.ts";
import { type KubernetesObject, hostOf, named } from "./object-names.ts";

const name = "recommendations-gateway";
const authority = { group: "", kind: "Secret", name: "breakwater-ca" } as const;
const certificate = { group: "", kind: "Secret", name: `${name}-tls` } as const;
const { port } = deployedServices.recommendations;

/** Which deployment serves which package; a call's path begins with the name of its service. */
const routes = [
  { backend: "recommendations-v1", service: V1.typeName },
  { backend: "recommendations-v2", service: V2.typeName },
] as const;

/**
 * A gateway that sends each call, on its own, to the deployment of its version, by the service in its path. It asks
 * callers for a certificate and shows its own to the pods: mutual TLS on both sides.
 */
export function gatewayObjects(): KubernetesObject[] {
  const gateway = new Gateway({
    metadata: named(name),
    spec: {
      // For the team to choose.
      gatewayClassName: "default",
      listeners: [
        {
          name: "calls",
          protocol: "HTTPS",
          port,
          tls: { mode: "Terminate", certificateRefs: [certificate] },
          allowedRoutes: { namespaces: { from: "Same" } },
        },
      ],
      tls: {
        frontend: { default: { validation: { caCertificateRefs: [authority] } } },
        backend: { clientCertificateRef: certificate },
      },
    },
  });
  const route = new GRPCRoute({
    metadata: named("recommendations"),
    spec: {
      parentRefs: [{ name }],
      rules: routes.map(({ backend, service }) => ({
        matches: [{ method: { type: "Exact", service } }],
        backendRefs: [{ name: backend, port }],
      })),
    },
  });
  const own = certificateOf({ name, identity: name, services: [name, "recommendations"] });
  return [own, gateway, route, ...routes.map(({ backend }) => backendTls(backend))];
}

function backendTls(backend: string): BackendTLSPolicy {
  return new BackendTLSPolicy({
    metadata: named(backend),
    spec: {
      targetRefs: [{ group: "", kind: "Service", name: backend }],
      validation: { caCertificateRefs: [authority], hostname: hostOf(backend) },
    },
  });
}
