// https://connectrpc.com/docs/protocol/#unary-request
const connectHeader = "connect-timeout-ms";
// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, for gRPC-Web too
const grpcHeader = "grpc-timeout";
const unitsMs: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

/** The time that a caller gives a call, milliseconds; undefined when its headers have none that is valid. */
export function readTimeout(header: Headers): number | undefined {
  const connect = /^\d{1,10}$/.exec(header.get(connectHeader) ?? "");
  if (connect !== null) return Number(connect[0]);
  const [, amount, unit = ""] = /^(\d{1,8})([HMSmun])$/.exec(header.get(grpcHeader) ?? "") ?? [];
  const unitMs = unitsMs[unit];
  return unitMs === undefined ? undefined : Number(amount) * unitMs;
}

/** Tells a server the time that it has, milliseconds, in the header of the protocol that the request is in. */
export function writeTimeout(header: Headers, timeoutMs: number): void {
  const whole = Math.max(0, Math.floor(timeoutMs));
  const isGrpc = header.get("content-type")?.startsWith("application/grpc") === true;
  if (!isGrpc) header.set(connectHeader, String(Math.min(whole, 9_999_999_999)));
  // Eight digits at most.
  else if (whole < 1e8) header.set(grpcHeader, `${whole}m`);
  else header.set(grpcHeader, `${Math.min(Math.floor(whole / 1000), 99_999_999)}S`);
}
