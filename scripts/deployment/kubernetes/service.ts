import { Service } from "kubernetes-models/v1";
import { deployedServices } from "../deployed-services.ts";
import { nameLabel, named } from "./object-names.ts";
import type { Workload } from "./workloads.ts";

/**
 * One address for the pods of a workload. It balances connections and not calls: an HTTP/2 connection stays with its
 * pod until that drains. A gateway or a mesh balances calls.
 */
export function serviceOf({ name, service }: Workload): Service {
  const { port } = deployedServices[service];
  return new Service({
    metadata: named(name),
    spec: {
      selector: { [nameLabel]: name },
      ports: [{ name: "calls", port, targetPort: "calls", appProtocol: service === "marketplace" ? "https" : "grpc" }],
    },
  });
}
