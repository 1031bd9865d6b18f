import { type RuntimeConfiguration, type SettingsOf, nonEmpty, runtimeSettings } from "@breakwater/service-runtime";
import { type ApiVersion, apiVersions, someApiVersions } from "./api-version.ts";

/** Everything that can be set, parsed and checked. */
export interface Configuration extends RuntimeConfiguration {
  readonly dataDir: string;
  /** Empty for a data file in the folder. */
  readonly databaseUrl: string;
  readonly apiVersions: readonly ApiVersion[];
}

/** The configuration table of the service; docs/configuration.md shows it. */
export const settings: SettingsOf<Configuration> = {
  ...runtimeSettings,
  dataDir: {
    name: "DATA_DIR",
    default: ".data/recommendations",
    meaning: "Folder of the data file, of one process at a time; made if it is missing.",
    ...nonEmpty("a folder"),
  },
  databaseUrl: {
    name: "DATABASE_URL",
    default: "",
    secret: true,
    meaning: "PostgreSQL database that keeps the data in place of a data file; any number of processes may share it.",
    parse: (text) => (/^(postgres(ql)?:\/\/.+)?$/.test(text) ? text : undefined),
    expected: "a URL, as in postgres://user:password@host:5432/database",
  },
  apiVersions: {
    name: "API_VERSIONS",
    default: apiVersions.join(","),
    meaning: "Versions of the API to serve, for deployments that have one each; calls of others fail as unimplemented.",
    ...someApiVersions,
  },
};
