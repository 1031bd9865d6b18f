import { type TestAuthority, testAuthority } from "@breakwater/testkit";
import { BookCategory, RecommendationsService } from "@breakwater/recommendations/v1";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import type { LimitName } from "../server/limit-report.ts";
import type { Fields } from "./http2-frames.ts";
import { type GatedService, startGatedService } from "./gated-service.ts";
import { type RawConnection, type RawOptions, openHttp2, openRaw } from "./raw-connection.ts";

/** The two servers that a port can be; each limit holds for both. */
export const arrangements = ["cleartext", "TLS"] as const;
/** One of them. */
export type Arrangement = (typeof arrangements)[number];

/** Times for a head to wait for in a test, milliseconds; a handshake on a busy machine has to fit in. */
export const shortHeaderTimes: Readonly<Record<Arrangement, string>> = { cleartext: "200", TLS: "500" };

/** A service that a test attacks, with what an operator sees of it. */
export interface AttackedService extends AsyncDisposable {
  readonly service: GatedService;
  /** Opens a connection on which nothing is said yet. */
  open(options?: RawOptions): Promise<RawConnection>;
  /** Opens a connection that has said the preface of HTTP/2. */
  openHttp2(): Promise<RawConnection>;
  /** How often a limit was exceeded, as the metrics of the private port have it. */
  exceeded(limit: LimitName): Promise<number>;
  /** Makes a call on a connection of its own; fails when it is not answered. */
  callWell(): Promise<void>;
}

/** Path of a call whose answer is immediate, unless user 1 makes it. */
export const path = "/recommendations.v1.RecommendationsService/Recommend";

/** Fields of a call over HTTP/2, with more or with others in their place. */
export function callFields(more: Readonly<Record<string, string>> = {}): Fields {
  return Object.entries({
    ":method": "POST",
    ":scheme": "http",
    ":path": path,
    ":authority": "localhost",
    "content-type": "application/json",
    ...more,
  });
}

/** Starts one with some limits, by the names of their settings. */
export async function startAttacked(
  arrangement: Arrangement,
  limits: Readonly<Record<string, string>> = {},
): Promise<AttackedService> {
  const authority = arrangement === "TLS" ? await testAuthority() : undefined;
  const environment = authority === undefined ? {} : await tlsEnvironment(authority);
  const service = await startGatedService({ LOG_LEVEL: "debug", DRAIN_TIMEOUT_MS: "0", ...environment, ...limits });
  const ca = authority?.identity.certificate;
  return {
    service,
    open: async (options) => await openRaw(service.url, { ca, ...options }),
    openHttp2: async () => await openHttp2(service.url, { ca }),
    exceeded: async (limit) => {
      const metrics = await (await fetch(`${service.adminUrl}/metrics`)).text();
      return Number(new RegExp(`^limits_exceeded_total\\{limit="${limit}"\\} (\\d+)$`, "m").exec(metrics)?.[1]);
    },
    callWell: async () => {
      const nodeOptions = ca === undefined ? {} : { ca };
      // A session of its own: the limits on connections count this one as well.
      const transport = createGrpcTransport({ baseUrl: service.url, nodeOptions, idleConnectionTimeoutMs: 1 });
      await createClient(RecommendationsService, transport).recommend({ userId: 2, category: BookCategory.MYSTERY });
    },
    [Symbol.asyncDispose]: async () => {
      service.release();
      await service.drain();
      authority?.[Symbol.dispose]();
    },
  };
}

async function tlsEnvironment(authority: TestAuthority): Promise<Readonly<Record<string, string>>> {
  const { certFile, keyFile } = authority.write("server", await authority.issue());
  return { TLS: "server", TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile };
}
