import {
  constants,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type ServerOptions,
} from "node:http2";
import type { LimitReport } from "./limit-report.ts";
import type { ConnectionLimits } from "./limits.ts";
import { TokenBucket } from "./token-bucket.ts";

/** What limits are kept with, and where those who exceed them are told of. */
export interface LimitParts {
  readonly limits: ConnectionLimits;
  readonly report: LimitReport;
}

// As in nghttp2, which allows 33 resets a second after a burst of 1000.
const SECONDS_OF_A_BURST = 30;
// What each field counts beside its bytes (RFC 9113, section 6.5.2).
const FIELD_BYTES = 32;

/** What an HTTP/2 server is made with to keep the limits. */
export function http2Options({
  maxCallsPerConnection,
  maxHeaderKib,
  maxControlFrames,
}: ConnectionLimits): ServerOptions {
  return {
    settings: { maxConcurrentStreams: maxCallsPerConnection, maxHeaderListSize: maxHeaderKib * 1024 },
    streamResetBurst: maxControlFrames,
    streamResetRate: perSecond(maxControlFrames),
    maxSessionInvalidFrames: maxControlFrames,
  };
}

function perSecond(burst: number): number {
  return Math.ceil(burst / SECONDS_OF_A_BURST);
}

/**
 * Ends a session whose client says no SETTINGS, makes no calls, or floods it with pings or settings. What nghttp2 ends
 * itself is reported: rapid resets (CVE-2023-44487), invalid frames, CONTINUATION without end.
 */
export function watchSession(session: ServerHttp2Session, { limits, report }: LimitParts): void {
  // The socket of a session cannot be asked once that has been destroyed.
  const peer = session.socket.remoteAddress;
  let open = 0;
  let cut: NodeJS.Timeout | undefined;
  const close = (): void => {
    session.close();
    // A client that does not read keeps even the GOAWAY from leaving; a call that crossed it is served.
    cut = setTimeout(() => {
      if (open === 0) session.destroy();
    }, limits.headerTimeoutMs).unref();
  };
  const silent = setTimeout(() => {
    report.exceeded("header_time", { peer });
    close();
  }, limits.headerTimeoutMs).unref();
  const idle = setTimeout(() => {
    if (open > 0 || session.closed) return;
    report.exceeded("idle", { peer });
    close();
  }, limits.idleTimeoutMs).unref();
  session.once("remoteSettings", () => clearTimeout(silent));
  session.on("stream", (stream) => {
    open += 1;
    stream.once("close", () => {
      open -= 1;
      if (open === 0) idle.refresh();
    });
  });
  limitControlFrames(session, peer, { limits, report });
  session.on("error", (error: Error) => report.exceeded("http2_session", { peer, error: error.message }));
  session.once("close", () => [cut, silent, idle].forEach((timer) => clearTimeout(timer)));
}

/** Each ping and each SETTINGS frame is answered, and costs its sender nothing. */
function limitControlFrames(
  session: ServerHttp2Session,
  peer: string | undefined,
  { limits, report }: LimitParts,
): void {
  const { maxControlFrames } = limits;
  const bucket = new TokenBucket(maxControlFrames, perSecond(maxControlFrames));
  const count = (): void => {
    if (bucket.take() || session.destroyed) return;
    report.exceeded("control_frames", { peer });
    session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    session.destroy();
  };
  session.on("ping", count).on("remoteSettings", count);
}

/**
 * Watches a call: ends it when its client does not read the answer, which otherwise waits for as long as the client
 * leaves its window closed. Returns whether the call can be served; otherwise it is refused.
 */
export function admitStream(
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  { limits, report }: LimitParts,
): boolean {
  const peer = request.socket.remoteAddress;
  cutUnread(response.stream, limits.stallTimeoutMs, () => report.exceeded("unread_answer", { peer }));
  // nghttp2 holds a client to the size only once that has acknowledged it.
  if (headerBytes(request.rawHeaders) <= limits.maxHeaderKib * 1024) return true;
  report.exceeded("header_size", { peer });
  response.statusCode = 431;
  response.end();
  return false;
}

function cutUnread(stream: ServerHttp2Stream, timeoutMs: number, onCut: () => void): void {
  stream.setTimeout(timeoutMs, () => {
    // A call that is being served, or a stream with no news, rests on this side.
    if (stream.writableLength === 0 && !(stream.writableEnded && !stream.writableFinished)) return;
    onCut();
    const { session } = stream;
    // A client that reads nothing of the whole connection keeps even the reset from leaving.
    const cut = setTimeout(() => session?.destroy(), timeoutMs);
    stream.once("close", () => clearTimeout(cut)).close(constants.NGHTTP2_CANCEL);
  });
}

/** Size of a head as SETTINGS_MAX_HEADER_LIST_SIZE counts it. */
function headerBytes(rawHeaders: readonly string[]): number {
  return rawHeaders.reduce((sum, text) => sum + text.length + FIELD_BYTES / 2, 0);
}
