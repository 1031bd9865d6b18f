/** A service of the stack, as `start` runs it. */
export interface ServiceSpec {
  /** Name in the table, of its data folder and of its option: `--<name>-port`. */
  readonly name: string;
  /** Its main file, relative to the repository's root. */
  readonly entry: string;
  /** Port without its option. */
  readonly port: number;
  /** What it is, for the table; at most 36 characters. */
  readonly about: string;
  /** Who shows a certificate with --tls: "server" where callers have none, as browsers. Default "mutual". */
  readonly tls?: "server" | "mutual";
  /** The service that it calls, which starts before it. */
  readonly calls?: {
    readonly service: string;
    /** What the variables about that service begin with: `<PREFIX>_URL`. */
    readonly prefix: string;
  };
}

/** Everything that `start` runs, in the order of the table. */
export const services: readonly ServiceSpec[] = [
  {
    name: "marketplace",
    entry: "services/marketplace/src/main.ts",
    port: 8090,
    about: "the book shop: open it in a browser",
    tls: "server",
    calls: { service: "recommendations", prefix: "RECOMMENDATIONS" },
  },
  {
    name: "recommendations",
    entry: "services/recommendations/src/main.ts",
    port: 8080,
    about: "book recommendations, v1 and v2",
  },
];
