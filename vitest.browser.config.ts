import { defineConfig } from "vitest/config";
import everything from "./vitest.config.ts";

/** The tests in a real browser, which need Chromium and are no part of `test`. */
export default defineConfig({
  ...everything,
  test: { ...everything.test, include: ["e2e/**/*.browser.test.ts"], exclude: ["**/node_modules/**"] },
});
