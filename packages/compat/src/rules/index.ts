import type { Rule } from "../rule.ts";
import { customOptionChanged } from "./custom-option-changed.ts";
import { defaultHostChanged } from "./default-host-changed.ts";
import { enumDeleted } from "./enum-deleted.ts";
import { extensionDeleted } from "./extension-deleted.ts";
import { fieldBehaviorChanged } from "./field-behavior-changed.ts";
import { fileDeleted } from "./file-deleted.ts";
import { httpBindingChanged } from "./http-binding-changed.ts";
import { httpBindingRemoved } from "./http-binding-removed.ts";
import { httpBindingShadowed } from "./http-binding-shadowed.ts";
import { messageDeleted } from "./message-deleted.ts";
import { methodSignatureChanged } from "./method-signature-changed.ts";
import { oauthScopesChanged } from "./oauth-scopes-changed.ts";
import { operationInfoChanged } from "./operation-info-changed.ts";
import { packageDeleted } from "./package-deleted.ts";
import { resourceChanged } from "./resource-changed.ts";
import { resourceReferenceChanged } from "./resource-reference-changed.ts";
import { rpcDeleted } from "./rpc-deleted.ts";
import { serviceDeleted } from "./service-deleted.ts";

/** Every rule of this package; a test holds the list against the files and the fixtures. */
export const rules: readonly Rule[] = [
  customOptionChanged,
  defaultHostChanged,
  enumDeleted,
  extensionDeleted,
  fieldBehaviorChanged,
  fileDeleted,
  httpBindingChanged,
  httpBindingRemoved,
  httpBindingShadowed,
  messageDeleted,
  methodSignatureChanged,
  oauthScopesChanged,
  operationInfoChanged,
  packageDeleted,
  resourceChanged,
  resourceReferenceChanged,
  rpcDeleted,
  serviceDeleted,
];
