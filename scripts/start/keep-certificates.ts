import { ensureCertificates, type StackCertificates } from "./stack-certificates.ts";

/** Who hears of renewals. */
interface RenewalIo {
  stdout(text: string): void;
  stderr(text: string): void;
}

const RENEWAL_MS = 3_600_000;

/**
 * Makes the certificates of a stack, and looks each hour, until it is disposed, whether one has to be renewed; the
 * services notice new files themselves. A renewal that fails is told and tried again.
 */
export async function keepCertificates(stack: StackCertificates, io: RenewalIo): Promise<Disposable> {
  await ensureCertificates(stack, new Date());
  const renew = async (): Promise<void> => {
    try {
      const issued = await ensureCertificates(stack, new Date());
      if (issued.length > 0) io.stdout(`start: renewed the certificates of ${issued.join(", ")}\n`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      io.stderr(`start: cannot renew the certificates in ${stack.folder}, trying again in an hour: ${reason}\n`);
    }
  };
  const timer = setInterval(() => void renew(), RENEWAL_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
