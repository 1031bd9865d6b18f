export { applyChanges, type Change } from "./change.ts";
export { type CompareRequest, type CompatFinding, compareSchemas } from "./compare.ts";
export { diffModels } from "./diff.ts";
export { type Policy, defaultPolicy } from "./policy.ts";
export type { Breaks } from "./reach.ts";
export type { Dimension, Rule } from "./rule.ts";
export type { Severity } from "./severity.ts";
export { rules } from "./rules/index.ts";
export type { Witness } from "./witness.ts";
