import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { nameLabel, named } from "./object-names.ts";
import type { Workload } from "./workloads.ts";

/**
 * Replicas by CPU: a call is short and does its work on the CPU. Calls in flight, which the service counts, would tell
 * earlier, where the cluster can read them.
 */
export function autoscalerOf({ name, replicas }: Workload): HorizontalPodAutoscaler {
  return new HorizontalPodAutoscaler({
    metadata: named(name),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
      minReplicas: replicas.least,
      maxReplicas: replicas.most,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
      ],
      // Streams of a pod that goes connect anew: not for each short lull.
      behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
    },
  });
}

/** Lets whoever drains nodes take one pod at a time. */
export function disruptionBudgetOf({ name }: Workload): PodDisruptionBudget {
  return new PodDisruptionBudget({
    metadata: named(name),
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: { [nameLabel]: name } },
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    },
  });
}
