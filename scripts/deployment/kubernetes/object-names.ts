/** Where everything lives. */
export const namespace = "breakwater";

/** The registry of the images; a placeholder for one's own. */
export const registry = "registry.breakwater.example";

/** Label of each object, by which selectors find pods. */
export const nameLabel = "app.kubernetes.io/name";

/** Metadata of an object of the namespace. */
export function named(
  name: string,
  labels: Readonly<Record<string, string>> = {},
): { name: string; namespace: string; labels: Record<string, string> } {
  return { name, namespace, labels: { [nameLabel]: name, "app.kubernetes.io/part-of": namespace, ...labels } };
}

/** Name by which others in the cluster reach a service; its certificate has it. */
export function hostOf(service: string): string {
  return `${service}.${namespace}.svc`;
}

/** An object that can be checked against its schema and written. */
export interface KubernetesObject {
  validate(): void;
  toJSON(): unknown;
}
