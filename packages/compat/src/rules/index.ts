import type { Rule } from "../rule.ts";
import { rpcDeleted } from "./rpc-deleted.ts";

/** Every rule of this package; a test holds the list against the files and the fixtures. */
export const rules: readonly Rule[] = [rpcDeleted];
