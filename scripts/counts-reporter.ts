import type { Reporter, TestModule } from "vitest/node";

/**
 * Prints `N passed, N failed` alone on the last line. A file that fails to load, and an error outside of any test,
 * count as failed: neither may end in a line that reads as success.
 */
export class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = countResults(modules);
    // On the next tick: the default reporter prints its own summary in the same hook.
    process.on("exit", () => console.log(`${counts.passed} passed, ${counts.failed + unhandledErrors.length} failed`));
  }
}

interface Counts {
  passed: number;
  failed: number;
}

function countResults(modules: readonly TestModule[]): Counts {
  const counts: Counts = { passed: 0, failed: 0 };
  for (const module of modules) {
    const tests = [...module.children.allTests()];
    const failed = tests.filter((test) => test.result().state === "failed").length;
    counts.passed += tests.filter((test) => test.result().state === "passed").length;
    // A failing hook or a syntax error leaves a module failed without a failed test in it.
    counts.failed += failed === 0 && module.state() === "failed" ? 1 : failed;
  }
  return counts;
}
