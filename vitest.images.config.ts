import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** `pnpm test:images`: tests that build images and run them, with what `test` does without. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["scripts/images/*.image.test.ts"],
    exclude: ["**/node_modules/**"],
    // An image is built of what a registry has; none of the tests waits for time to pass.
    // Images are installed and compiled on machines that may be busy.
    hookTimeout: 600_000,
  },
});
