import type { Rule } from "../rule.ts";
import { httpBindingChanged } from "./http-binding-changed.ts";
import { httpBindingRemoved } from "./http-binding-removed.ts";
import { httpBindingShadowed } from "./http-binding-shadowed.ts";
import { rpcDeleted } from "./rpc-deleted.ts";

/** Every rule of this package; a test holds the list against the files and the fixtures. */
export const rules: readonly Rule[] = [httpBindingChanged, httpBindingRemoved, httpBindingShadowed, rpcDeleted];
