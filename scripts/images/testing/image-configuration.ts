import type { Buildah } from "./buildah.ts";

/** What an image says of how it wants to be run. */
export interface ImageConfiguration {
  /** As in the Dockerfile: "65532:65532". */
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  /** Command of HEALTHCHECK, in its form without a shell. */
  readonly healthCheck: readonly string[];
  readonly volumes: readonly string[];
  /** As in EXPOSE: "8080/tcp". */
  readonly ports: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Reads what the image with that tag says. Throws when buildah does not know it, or a part of it is missing. */
export async function readImageConfiguration(buildah: Buildah, tag: string): Promise<ImageConfiguration> {
  const document: unknown = JSON.parse(await buildah.run("inspect", "--type", "image", tag));
  const config = record(record(document, "Docker"), "config");
  const [form, ...healthCheck] = texts(record(config, "Healthcheck")["Test"]);
  if (form !== "CMD") throw new Error(`HEALTHCHECK is ${form ?? "missing"}: use its form without a shell, CMD [...]`);
  return {
    user: String(config["User"]),
    entrypoint: texts(config["Entrypoint"]),
    environment: Object.fromEntries(texts(config["Env"]).map(nameAndValue)),
    workingFolder: String(config["WorkingDir"]),
    healthCheck,
    volumes: Object.keys(record(config, "Volumes")),
    ports: Object.keys(record(config, "ExposedPorts")),
    labels: Object.fromEntries(Object.entries(record(config, "Labels")).map(([name, text]) => [name, String(text)])),
  };
}

function nameAndValue(text: string): [name: string, value: string] {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1)];
}

function record(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const part = isRecord(value) ? value[key] : undefined;
  if (!isRecord(part)) throw new Error(`the image has no ${key}`);
  return part;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
