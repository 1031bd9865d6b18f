/** Only an error fails a check. */
export type Severity = "error" | "warning" | "note";
