import { Certificate, Issuer } from "@kubernetes-models/cert-manager/cert-manager.io/v1";
import { BackendTLSPolicy, GRPCRoute, Gateway } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1";
import { Deployment } from "kubernetes-models/apps/v1";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { Namespace, Service } from "kubernetes-models/v1";
import type { KubernetesObject } from "../deployment/kubernetes/object-names.ts";

/** Every kind of object that is deployed here, with its schema. A kind that is missing is a finding, not a pass. */
const kinds = [
  BackendTLSPolicy,
  Certificate,
  Deployment,
  GRPCRoute,
  Gateway,
  HorizontalPodAutoscaler,
  Issuer,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  Service,
];

/** What is wrong with an object by the schema of its kind; undefined when it fits. */
export function schemaFault(object: Readonly<Record<string, unknown>>): string | undefined {
  const { apiVersion, kind } = object;
  const Kind = kinds.find((known) => known.apiVersion === apiVersion && known.kind === kind);
  if (Kind === undefined) return `there is no schema here for ${String(apiVersion)} ${String(kind)}`;
  const { apiVersion: _version, kind: _kind, ...rest } = object;
  try {
    // What the object is made of has the type that its validation is about to find out.
    const made: KubernetesObject = Reflect.construct(Kind, [rest]);
    made.validate();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(/\s+/g, " ") : String(error);
  }
}
