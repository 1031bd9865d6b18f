import { integer } from "../configuration/text-types.ts";
import type { SettingsOf } from "../configuration/setting.ts";

/** What one connection may ask of a server before it is refused; the same in cleartext and over TLS. */
export interface ConnectionLimits {
  /** Open connections of the port, those that shake hands included. */
  readonly maxConnections: number;
  /** Calls at the same time on one connection: streams of HTTP/2, pipelined calls of HTTP/1.1. */
  readonly maxCallsPerConnection: number;
  /** Largest head of a request, KiB. */
  readonly maxHeaderKib: number;
  /** Time for a TLS handshake, for the first bytes, for the head of a request, and for the SETTINGS of a client, milliseconds. */
  readonly headerTimeoutMs: number;
  /** Time in which a body that is waited for, or an answer that is being read, has to move, milliseconds. */
  readonly stallTimeoutMs: number;
  /** Time without calls after which a connection is closed, milliseconds. */
  readonly idleTimeoutMs: number;
  /** Frames of each kind that only cost the server, which a connection of HTTP/2 may send at once. */
  readonly maxControlFrames: number;
}

const hourMs = 3_600_000;

/** The part of a configuration table that is about connections. */
export const limitSettings: SettingsOf<ConnectionLimits> = {
  maxConnections: {
    name: "MAX_CONNECTIONS",
    default: "10000",
    meaning: "Open connections of the port for calls; further ones are closed at once.",
    ...integer(1, 1_000_000),
  },
  maxCallsPerConnection: {
    name: "MAX_CALLS_PER_CONNECTION",
    default: "256",
    meaning: "Calls at the same time on one connection: streams of HTTP/2, pipelined calls of HTTP/1.1.",
    ...integer(1, 10_000),
  },
  maxHeaderKib: {
    name: "MAX_HEADER_KIB",
    default: "16",
    meaning: "Largest head of a request, in KiB: its target and all of its headers.",
    ...integer(1, 64),
  },
  headerTimeoutMs: {
    name: "HEADER_TIMEOUT_MS",
    default: "10000",
    meaning:
      "Time, in milliseconds, for each of: the TLS handshake, the first bytes of a connection, the head of an HTTP/1.1 request, the SETTINGS of an HTTP/2 client.",
    ...integer(1, hourMs),
  },
  stallTimeoutMs: {
    name: "STALL_TIMEOUT_MS",
    default: "30000",
    meaning:
      "Time, in milliseconds, after which a call ends whose request or answer does not move although the server waits for the client; a stream of requests that has begun may rest.",
    ...integer(1, hourMs),
  },
  idleTimeoutMs: {
    name: "IDLE_TIMEOUT_MS",
    default: "120000",
    meaning:
      "Time, in milliseconds, after which a connection without calls is closed; longer than that of a balancer in front.",
    ...integer(1, 24 * hourMs),
  },
  maxControlFrames: {
    name: "MAX_CONTROL_FRAMES",
    default: "1000",
    meaning:
      "Resets of streams that an HTTP/2 connection may send at once, and likewise pings with settings; a thirtieth of it more each second. Also the invalid frames that it may send in all.",
    ...integer(10, 1_000_000),
  },
};

/** The limits where nobody sets any. */
export const defaultLimits: ConnectionLimits = {
  maxConnections: byDefault("maxConnections"),
  maxCallsPerConnection: byDefault("maxCallsPerConnection"),
  maxHeaderKib: byDefault("maxHeaderKib"),
  headerTimeoutMs: byDefault("headerTimeoutMs"),
  stallTimeoutMs: byDefault("stallTimeoutMs"),
  idleTimeoutMs: byDefault("idleTimeoutMs"),
  maxControlFrames: byDefault("maxControlFrames"),
};

function byDefault(key: keyof ConnectionLimits): number {
  return Number(limitSettings[key].default);
}
