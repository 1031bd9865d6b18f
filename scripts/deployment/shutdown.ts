/**
 * How long an instance may take to leave, in milliseconds. Readiness turns false at SIGTERM, and calls are still
 * accepted for `pause`, in which balancers notice; calls in flight then have `timeout`; what is left is cut. There is no
 * preStop hook, which would only repeat the pause and not be seen in the log of the service.
 */
export const drain = { pause: 5000, timeout: 30_000 } as const;

/** For closing the store, logs and a machine that is busy. */
const MARGIN_MS = 10_000;

/** Time, in seconds, after which whatever runs the container may kill it. */
export const graceSeconds: number = Math.ceil((drain.pause + drain.timeout + MARGIN_MS) / 1000);
