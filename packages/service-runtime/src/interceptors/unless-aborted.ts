/** The result of a promise, or the reason of the signal if that is aborted first. Leaves nothing on the signal. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const first: PromiseWithResolvers<T> = Promise.withResolvers();
  const onAbort = (): void => first.reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  promise.then(first.resolve, first.reject);
  try {
    return await first.promise;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
