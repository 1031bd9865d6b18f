import { type Backend, connectBackend, createLog } from "@breakwater/service-runtime";
import { testAuthority } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { restartInTurn } from "./testing/rolling-restart.ts";

const inFlight = 50;
const streams = 50;
const restarts = 100;

test(`${restarts} restarts in turn over mutual TLS under ${inFlight} calls and ${streams} streams: no caller sees an error`, async () => {
  using authority = await testAuthority();
  using backends = new DisposableStack();
  const { certFile, keyFile } = authority.write("server", await authority.issue());
  const { caFile } = authority;
  const log = createLog((line) => process.stderr.write(line));
  log.setLevel("error");
  const backend = { ...authority.write("caller", await authority.issue({ usages: ["client"] })), caFile };
  const { calls, reopened, errors } = await restartInTurn({
    inFlight,
    restarts,
    streams,
    env: { TLS: "mutual", TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, TLS_CA_FILE: caFile },
    connect: (url): Backend["transport"] => {
      // The callers themselves balance; what the client does by itself would hide what they see.
      const retry = { retries: 0, failuresToOpen: 1_000_000 };
      return backends.use(connectBackend({ prefix: "BOOKS", backend: { ...backend, url }, log, retry })).transport;
    },
  });
  console.log(`rolling restart over TLS: ${restarts} restarts, ${calls} calls, ${reopened} streams opened again`);
  expect(errors).toEqual({});
  expect(calls).toBeGreaterThan(inFlight * restarts);
  expect(reopened).toBeGreaterThan(restarts);
});
