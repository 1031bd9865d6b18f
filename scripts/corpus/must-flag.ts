/** A commit of a public schema history that is known to break its users. */
export interface MustFlag {
  /** Start of the commit's id upstream; a corpus has it in the subject, as "upstream <id>". */
  readonly id: string;
  readonly what: string;
  /** Why the check cannot see it yet; such a commit is listed and not counted as a failure. */
  readonly gap?: string;
}

/** Commits that must be flagged, by the repository they are of. */
export const mustFlag: Readonly<Record<string, readonly MustFlag[]>> = {
  "open-telemetry/opentelemetry-proto": [
    { id: "17c68a9", what: "InstrumentationLibrary renamed to Scope" },
    { id: "793e43e", what: "profile messages rebuilt under the same numbers" },
    { id: "f24da8d", what: "seven fields removed, twelve renamed" },
    { id: "57a5849", what: "two fields removed, fifteen renamed" },
    { id: "c0d08a6", what: "int64 became uint64 on the wire" },
    { id: "7df29cd", what: "an enum value of the stable trace.proto removed" },
  ],
  "temporalio/api": [
    { id: "81d18cc5", what: "five fields removed, cardinality changed" },
    { id: "c43384d3", what: "four messages and an RPC removed, fields renamed" },
    { id: "2227a14f", what: "six fields renamed, one removed" },
    { id: "e74d75fb", what: "ten RPCs removed" },
    { id: "554e8e06", what: "a field removed without reserving its name" },
    { id: "acc5707c", what: "a singular field became repeated" },
    { id: "663d63df", what: "enum values removed" },
    { id: "b51c9b08", what: "six fields changed their type" },
    { id: "e74dc689", what: "four fields renamed, three with another type" },
    { id: "a1edc733", what: "four RPCs removed" },
    { id: "8eb967aa", what: "RPCs removed" },
    { id: "ae312b07", what: "RPCs removed" },
    { id: "74f96318", what: "fifty HTTP paths changed" },
    { id: "23f08063", what: "HTTP paths changed" },
    { id: "ad1f87c0", what: "HTTP paths changed" },
    { id: "4084d3c8", what: "the HTTP path of an RPC changed" },
    { id: "92630464", what: "one part of six HTTP paths became two" },
    { id: "7d69897e", what: "HTTP paths removed, which another RPC catches since" },
  ],
};
