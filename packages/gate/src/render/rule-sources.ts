/** Whose buf.yaml decided about the rules of a report, for people. */
export const ruleSources = {
  base: "buf.yaml of the base",
  head: "buf.yaml of the head (the base has none)",
  defaults: "buf's defaults (no side has a buf.yaml)",
} as const;
