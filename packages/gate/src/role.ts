/** Which side, or an earlier release: one that was named, or one that a tag names. */
export type Role = "head" | "base" | "history" | "release";
