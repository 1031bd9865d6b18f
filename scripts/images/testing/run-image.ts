import { chownSync, copyFileSync, mkdirSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Buildah } from "./buildah.ts";
import { type Sandbox, type SandboxOptions, runSandbox } from "./sandbox.ts";

/** A service of an image that listens. */
export interface RunningImage {
  readonly sandbox: Sandbox;
  /** Base address for callers. */
  readonly url: string;
  /** Base address for operators. */
  readonly adminUrl: string;
}

/** Runs an image on free ports of this machine until it says that it listens. */
export async function runImage(buildah: Buildah, options: SandboxOptions): Promise<RunningImage> {
  const ports = await freePorts();
  const environment = { ...ports, HOST: "127.0.0.1", ...options.environment };
  const sandbox = await runSandbox(buildah, { ...options, environment });
  await sandbox.program.untilStdout(/listening on/);
  const scheme = options.environment["TLS"] === undefined ? "http" : "https";
  return { sandbox, url: `${scheme}://127.0.0.1:${ports.PORT}`, adminUrl: `http://127.0.0.1:${ports.ADMIN_PORT}` };
}

/** Ports that were free a moment ago: the health check of an image knows its own by number. */
export async function freePorts(): Promise<{ readonly PORT: string; readonly ADMIN_PORT: string }> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(async (server) => {
      await once(server.listen(0, "127.0.0.1"), "listening");
      const address = server.address();
      return typeof address === "object" && address !== null ? String(address.port) : "";
    }),
  );
  await Promise.all(servers.map(async (server) => await once(server.close(), "close")));
  const [port = "", adminPort = ""] = ports;
  return { PORT: port, ADMIN_PORT: adminPort };
}

/** Copies files to a folder that is to be mounted, as a runtime hands out secrets: to the user of the images alone. */
export function writeSecrets(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, source] of Object.entries(files)) {
    copyFileSync(source, join(folder, name));
    chownSync(join(folder, name), 65_532, 65_532);
  }
}
