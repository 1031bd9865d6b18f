/** What the process exit code of `breakwater` means. `docs/exit-codes.md` has the same table; a test compares them. */
export const exitCodes = {
  pass: { code: 0, meaning: "No finding fails the check." },
  findings: { code: 1, meaning: "At least one finding fails the check." },
  usage: { code: 2, meaning: "Wrong usage, or a configuration that cannot be used." },
  compile: { code: 3, meaning: "A side of the comparison does not compile." },
  internal: { code: 70, meaning: "A fault of breakwater itself; nothing is known about the schemas." },
} as const;
