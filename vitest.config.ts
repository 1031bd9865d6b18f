import { configDefaults, defineConfig } from "vitest/config";
import { CountsReporter } from "./scripts/counts-reporter.ts";

// Workspace packages are entered by their sources, as `node --conditions=@breakwater/source` does.
const conditions = ["@breakwater/source", "module", "node", "development|production"];

export default defineConfig({
  ssr: { resolve: { conditions } },
  test: {
    include: ["{packages,services}/*/src/**/*.test.ts", "{scripts,e2e,bench}/**/*.test.ts"],
    // Those take minutes each, need Chromium, or need a builder of images: they have commands of their own.
    exclude: [...configDefaults.exclude, "**/*.{long,browser,image}.test.ts"],
    // Each check starts from nothing, and none writes to the cache of the person; tests of the cache name their own.
    env: { BREAKWATER_CACHE_DIR: "off" },
    globalSetup: ["scripts/test-setup.ts"],
    reporters: ["default", new CountsReporter()],
    // Process-level tests start buf, git and npm on machines that may be busy; none of them waits for time to pass.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
