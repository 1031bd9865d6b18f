import { expect, test } from "vitest";
import { services } from "./services.ts";
import { startHelp } from "./start-options.ts";

test("the help of the real services fits 80 columns", () => {
  const lines = startHelp(services).split("\n");
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});
