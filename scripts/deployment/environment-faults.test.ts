import { expect, test } from "vitest";
import { deployedServices } from "./deployed-services.ts";
import { environmentFaults } from "./environment-faults.ts";

const cases: { variables: Readonly<Record<string, string>>; faults: RegExp[] }[] = [
  { variables: { PORT: "8080", API_VERSIONS: "v1", NODE_ENV: "production" }, faults: [] },
  { variables: { DATABASE_URL_FILE: "/run/secrets/database-url" }, faults: [] },
  { variables: { PROT: "8080" }, faults: [/^PROT: recommendations has no such setting/] },
  { variables: { PORT: "many" }, faults: [/^PORT: "many" is not a whole number/] },
  { variables: { DATABASE_URL: "postgres://u:p@h/d" }, faults: [/^DATABASE_URL is a secret: give DATABASE_URL_FILE/] },
  { variables: { DATABASE_URL_FILE: "secret" }, faults: [/no absolute path/] },
  { variables: { PORT_FILE: "/port" }, faults: [/^PORT_FILE: recommendations has no such setting/] },
];

for (const { variables, faults } of cases) {
  test(`${JSON.stringify(variables)} has ${faults.length} faults`, () => {
    const found = environmentFaults(deployedServices.recommendations, variables);
    expect(found).toEqual(faults.map((fault) => expect.stringMatching(fault)));
  });
}
