import { type RuntimeConfiguration, type SettingsOf, nonEmpty, runtimeSettings } from "@breakwater/service-runtime";

/** Everything that can be set, parsed and checked. */
export interface Configuration extends RuntimeConfiguration {
  readonly dataDir: string;
}

/** The configuration table of the service; docs/configuration.md shows it. */
export const settings: SettingsOf<Configuration> = {
  ...runtimeSettings,
  dataDir: {
    name: "DATA_DIR",
    default: ".data/recommendations",
    meaning: "Folder of the data file; made if it is missing.",
    ...nonEmpty("a folder"),
  },
};
