import type { Rule } from "../rule.ts";
import { enumDeleted } from "./enum-deleted.ts";
import { extensionDeleted } from "./extension-deleted.ts";
import { fieldBehaviorChanged } from "./field-behavior-changed.ts";
import { fileDeleted } from "./file-deleted.ts";
import { httpBindingChanged } from "./http-binding-changed.ts";
import { httpBindingRemoved } from "./http-binding-removed.ts";
import { httpBindingShadowed } from "./http-binding-shadowed.ts";
import { messageDeleted } from "./message-deleted.ts";
import { packageDeleted } from "./package-deleted.ts";
import { resourceChanged } from "./resource-changed.ts";
import { resourceReferenceChanged } from "./resource-reference-changed.ts";
import { rpcDeleted } from "./rpc-deleted.ts";
import { serviceDeleted } from "./service-deleted.ts";

/** Every rule of this package; a test holds the list against the files and the fixtures. */
export const rules: readonly Rule[] = [
  enumDeleted,
  extensionDeleted,
  fieldBehaviorChanged,
  fileDeleted,
  httpBindingChanged,
  httpBindingRemoved,
  httpBindingShadowed,
  messageDeleted,
  packageDeleted,
  resourceChanged,
  resourceReferenceChanged,
  rpcDeleted,
  serviceDeleted,
];
