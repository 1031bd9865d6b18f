/**
 * Between whom data stops to flow: what the old schema wrote and the new one reads, or the other way round. Which of
 * callers, servers and stored data that breaks depends on where the element is used, and is not for a rule to say. Of an
 * RPC or a service, "old-to-new" means an old caller at a new server, whatever goes wrong in the call.
 */
export type Flow = "old-to-new" | "new-to-old";
