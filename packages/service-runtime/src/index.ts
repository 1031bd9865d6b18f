export { ConfigurationFault } from "./configuration/configuration-fault.ts";
export { type ConfiguredService, renderConfigurationPage } from "./configuration/configuration-page.ts";
export { printConfiguration } from "./configuration/print-configuration.ts";
export {
  type Configured,
  type EffectiveSetting,
  type Environment,
  fileVariable,
  readConfiguration,
} from "./configuration/read-configuration.ts";
export type { Setting, SettingsOf, TextType } from "./configuration/setting.ts";
export { flag, integer, listOf, nonEmpty, oneOf } from "./configuration/text-types.ts";
