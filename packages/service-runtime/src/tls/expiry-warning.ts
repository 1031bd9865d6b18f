const DAY_MS = 86_400_000;

/** What to warn of when a certificate ends soon, for a log; undefined while more than so many days are left. */
export function expiryWarning(expiresAt: Date, now: Date, days: number): string | undefined {
  const left = (expiresAt.getTime() - now.getTime()) / DAY_MS;
  if (left <= 0) return "the TLS certificate has expired: the other end refuses it until it is renewed";
  if (left >= days) return undefined;
  return `the TLS certificate ends in ${left < 1 ? "less than a day" : `${Math.floor(left)} days`}: renew it`;
}
