import { refusedStreamIsUnavailable } from "@breakwater/service-runtime";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { expect, test } from "vitest";
import { restartInTurn } from "./testing/rolling-restart.ts";

const inFlight = 200;
const restarts = 20;

test(
  `${restarts} restarts in turn under ${inFlight} calls in flight: no caller sees an error`,
  { timeout: 180_000 },
  async () => {
    const { calls, errors } = await restartInTurn({
      inFlight,
      restarts,
      streams: 0,
      connect: (baseUrl) => createGrpcTransport({ baseUrl, interceptors: [refusedStreamIsUnavailable] }),
    });
    console.log(`rolling restart: ${restarts} restarts, ${calls} calls`);
    expect(errors).toEqual({});
    // Each restart took place while calls were made.
    expect(calls).toBeGreaterThan(inFlight * restarts);
  },
);
