/** The configuration is wrong; the message lists every fault, a line each. */
export class ConfigurationFault extends Error {
  override readonly name = "ConfigurationFault";
}
