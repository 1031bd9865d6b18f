import type { Rule } from "../rule.ts";
import { closedEnumValueAdded } from "./closed-enum-value-added.ts";
import { customOptionChanged } from "./custom-option-changed.ts";
import { debugRedactRemoved } from "./debug-redact-removed.ts";
import { defaultHostChanged } from "./default-host-changed.ts";
import { deletedWithoutDeprecation } from "./deleted-without-deprecation.ts";
import { deprecatedAdded } from "./deprecated-added.ts";
import { deprecatedRemoved } from "./deprecated-removed.ts";
import { enumAliasChanged } from "./enum-alias-changed.ts";
import { enumClosed } from "./enum-closed.ts";
import { enumDeleted } from "./enum-deleted.ts";
import { enumValueRenamed } from "./enum-value-renamed.ts";
import { enumValuesRenumbered } from "./enum-values-renumbered.ts";
import { extensionDeclarationRemoved } from "./extension-declaration-removed.ts";
import { extensionDeleted } from "./extension-deleted.ts";
import { fieldBehaviorChanged } from "./field-behavior-changed.ts";
import { fieldCardinalityChanged } from "./field-cardinality-changed.ts";
import { fieldJsonNameChanged } from "./field-json-name-changed.ts";
import { fieldNumberChanged } from "./field-number-changed.ts";
import { fieldNumbersSwapped } from "./field-numbers-swapped.ts";
import { fieldOptionChanged } from "./field-option-changed.ts";
import { fieldPresenceChanged } from "./field-presence-changed.ts";
import { fieldRequiredAdded } from "./field-required-added.ts";
import { fieldRequiredRemoved } from "./field-required-removed.ts";
import { fieldTypeChanged } from "./field-type-changed.ts";
import { fieldTypeSignChanged } from "./field-type-sign-changed.ts";
import { fieldTypeWidthChanged } from "./field-type-width-changed.ts";
import { fileDeleted } from "./file-deleted.ts";
import { httpBindingChanged } from "./http-binding-changed.ts";
import { httpBindingRemoved } from "./http-binding-removed.ts";
import { httpBindingShadowed } from "./http-binding-shadowed.ts";
import { idempotencyRemoved } from "./idempotency-removed.ts";
import { importPublicRemoved } from "./import-public-removed.ts";
import { jsonFormatChanged } from "./json-format-changed.ts";
import { languageFeatureChanged } from "./language-feature-changed.ts";
import { messageDeleted } from "./message-deleted.ts";
import { methodSignatureChanged } from "./method-signature-changed.ts";
import { nameReused } from "./name-reused.ts";
import { numberReused } from "./number-reused.ts";
import { oauthScopesChanged } from "./oauth-scopes-changed.ts";
import { operationInfoChanged } from "./operation-info-changed.ts";
import { packageDeleted } from "./package-deleted.ts";
import { packedChanged } from "./packed-changed.ts";
import { resourceChanged } from "./resource-changed.ts";
import { resourceReferenceChanged } from "./resource-reference-changed.ts";
import { rpcDeleted } from "./rpc-deleted.ts";
import { serviceDeleted } from "./service-deleted.ts";
import { stableReachesUnstable } from "./stable-reaches-unstable.ts";
import { tsEnumMemberAdded } from "./ts-enum-member-added.ts";
import { tsEnumMemberRenamed } from "./ts-enum-member-renamed.ts";
import { tsExportChanged } from "./ts-export-changed.ts";
import { tsMethodAdded } from "./ts-method-added.ts";
import { tsModuleChanged } from "./ts-module-changed.ts";
import { tsOneofCaseAdded } from "./ts-oneof-case-added.ts";
import { tsPropertyAdded } from "./ts-property-added.ts";
import { tsPropertyChanged } from "./ts-property-changed.ts";
import { utf8ValidationChanged } from "./utf8-validation-changed.ts";
import { validationLoosened } from "./validation-loosened.ts";
import { validationTightened } from "./validation-tightened.ts";
import { visibilityNarrowed } from "./visibility-narrowed.ts";

/** Every rule of this package; a test holds the list against the files and the fixtures. */
export const rules: readonly Rule[] = [
  closedEnumValueAdded,
  customOptionChanged,
  debugRedactRemoved,
  defaultHostChanged,
  deletedWithoutDeprecation,
  deprecatedAdded,
  deprecatedRemoved,
  enumAliasChanged,
  enumClosed,
  enumDeleted,
  enumValueRenamed,
  enumValuesRenumbered,
  extensionDeclarationRemoved,
  extensionDeleted,
  fieldBehaviorChanged,
  fieldCardinalityChanged,
  fieldJsonNameChanged,
  fieldNumberChanged,
  fieldNumbersSwapped,
  fieldOptionChanged,
  fieldPresenceChanged,
  fieldRequiredAdded,
  fieldRequiredRemoved,
  fieldTypeChanged,
  fieldTypeSignChanged,
  fieldTypeWidthChanged,
  fileDeleted,
  httpBindingChanged,
  httpBindingRemoved,
  httpBindingShadowed,
  idempotencyRemoved,
  importPublicRemoved,
  jsonFormatChanged,
  languageFeatureChanged,
  messageDeleted,
  methodSignatureChanged,
  nameReused,
  numberReused,
  oauthScopesChanged,
  operationInfoChanged,
  packageDeleted,
  packedChanged,
  resourceChanged,
  resourceReferenceChanged,
  rpcDeleted,
  serviceDeleted,
  stableReachesUnstable,
  tsEnumMemberAdded,
  tsEnumMemberRenamed,
  tsExportChanged,
  tsMethodAdded,
  tsModuleChanged,
  tsOneofCaseAdded,
  tsPropertyAdded,
  tsPropertyChanged,
  utf8ValidationChanged,
  validationLoosened,
  validationTightened,
  visibilityNarrowed,
];
