import type { ConfiguredService } from "@breakwater/service-runtime";

/** Variables of a container. */
export type Variables = Readonly<Record<string, string>>;

/** What may be set beside the table: Node's own, and the variable that names a configuration file. */
const others: ReadonlySet<string> = new Set(["NODE_ENV", "CONFIG_FILE", "PATH"]);

/**
 * What is wrong with the variables that a deployment gives a service, for people: those that its configuration table
 * does not have, values that it refuses, and secrets that stand where everybody reads them.
 */
export function environmentFaults({ name, settings }: ConfiguredService, variables: Variables): string[] {
  const table = new Map(Object.values(settings).map((setting) => [setting.name, setting]));
  return Object.entries(variables).flatMap(([variable, text]) => {
    if (others.has(variable)) return [];
    const setting = table.get(variable);
    if (setting === undefined) {
      const isSecretFile = variable.endsWith("_FILE") && table.get(variable.slice(0, -"_FILE".length))?.secret === true;
      if (!isSecretFile) return [`${variable}: ${name} has no such setting; docs/configuration.md lists them`];
      return text.startsWith("/") ? [] : [`${variable}: "${text}" is no absolute path`];
    }
    if (setting.secret === true)
      return [`${variable} is a secret: give ${variable}_FILE, the path of a mounted secret`];
    return setting.parse(text) === undefined ? [`${variable}: "${text}" is not ${setting.expected}`] : [];
  });
}
