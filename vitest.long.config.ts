import { configDefaults, defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** What takes minutes, for a build machine and for changes of what it is about: `test:long`. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["{packages,services}/*/src/**/*.long.test.ts", "{scripts,e2e,bench}/**/*.long.test.ts"],
    exclude: configDefaults.exclude,
    testTimeout: 900_000,
    // Each of them loads the machine on its own.
    fileParallelism: false,
  },
});
