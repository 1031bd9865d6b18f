import { readFileSync } from "node:fs";
import { join } from "node:path";
import { settings as marketplace } from "@breakwater/marketplace-service/settings";
import { settings as recommendations } from "@breakwater/recommendations-service/settings";
import type { ConfiguredService } from "@breakwater/service-runtime";
import { repositoryRoot } from "../repository/files.ts";

/** A service as `deploy/` runs it. */
export interface DeployedService extends ConfiguredService {
  readonly version: string;
  /** Ports of its table: for calls and for operators. */
  readonly port: number;
  readonly adminPort: number;
}

/** All services that have an image. */
export const deployedServices = {
  recommendations: deployed({ name: "recommendations", settings: recommendations }),
  marketplace: deployed({ name: "marketplace", settings: marketplace }),
} as const;

/** Name of a service that has an image. */
export type ServiceName = keyof typeof deployedServices;

function deployed({ name, settings }: ConfiguredService): DeployedService {
  const text = readFileSync(join(repositoryRoot, "services", name, "package.json"), "utf8");
  const { version }: { readonly version: string } = JSON.parse(text);
  const portOf = (key: string): number => Number(settings[key]?.default);
  return { name, settings, version, port: portOf("port"), adminPort: portOf("adminPort") };
}
