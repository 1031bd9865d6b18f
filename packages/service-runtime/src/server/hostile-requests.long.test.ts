import { expect, test } from "vitest";
import { arrangements } from "../testing/attacked-service.ts";
import { fuzzService } from "../testing/fuzz-service.ts";

for (const arrangement of arrangements) {
  test(`no bytes end a server in ${arrangement}, hold a connection of it or are its failure, for minutes`, async () => {
    await expect(fuzzService(arrangement, 300)).resolves.toBeUndefined();
  }, 900_000);
}
