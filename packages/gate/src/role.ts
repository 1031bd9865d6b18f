/** Which side, or an earlier release. */
export type Role = "head" | "base" | "history";
