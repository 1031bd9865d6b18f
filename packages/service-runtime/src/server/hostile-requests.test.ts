import { expect, test } from "vitest";
import { arrangements } from "../testing/attacked-service.ts";
import { fuzzService } from "../testing/fuzz-service.ts";

// hostile-requests.long.test.ts does the same for longer.
for (const arrangement of arrangements) {
  test(`no bytes end a server in ${arrangement}, hold a connection of it or are its failure`, async () => {
    await expect(fuzzService(arrangement, 2)).resolves.toBeUndefined();
  });
}
