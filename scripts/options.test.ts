import { expect, test } from "vitest";
import { type OptionSpec, describeOptions, numberOption, parseOptions, UsageError } from "./options.ts";

const specs = new Map<string, OptionSpec>([
  ["data", { value: "DIR", help: "where files go" }],
  ["orders-port", { value: "N", help: "port" }],
  ["help", { help: "this text" }],
]);

test.each<{ argv: string[]; values: [string, string][] }>([
  { argv: [], values: [] },
  { argv: ["--data", "x"], values: [["data", "x"]] },
  {
    argv: ["--data=x", "--help"],
    values: [
      ["data", "x"],
      ["help", ""],
    ],
  },
  { argv: ["--data=--x"], values: [["data", "--x"]] },
  { argv: ["--", "--data", "x"], values: [["data", "x"]] },
])("reads $argv", ({ argv, values }) => {
  expect([...parseOptions(argv, specs)]).toEqual(values);
});

test.each([
  { argv: ["--order-port", "1"], message: "unknown option '--order-port'; did you mean '--orders-port'?" },
  { argv: ["--port", "1"], message: "unknown option '--port'; did you mean '--orders-port'?" },
  { argv: ["--dta=x"], message: "unknown option '--dta'; did you mean '--data'?" },
  { argv: ["--data"], message: "option '--data' needs a value: --data DIR" },
  { argv: ["--data", "--help"], message: "option '--data' needs a value: --data DIR" },
  { argv: ["--help=yes"], message: "option '--help' takes no value" },
  { argv: ["here"], message: "unexpected argument 'here'" },
])("refuses $argv", ({ argv, message }) => {
  expect(() => parseOptions(argv, specs)).toThrow(new UsageError(message));
});

function read(text: string): number | undefined {
  return numberOption(new Map([["orders-port", text]]), "orders-port", { min: 0, max: 65_535 });
}

test("a number keeps to its limits", () => {
  expect([read("0"), read("65535")]).toEqual([0, 65_535]);
  expect(numberOption(new Map(), "orders-port", { min: 0, max: 1 })).toBeUndefined();
  for (const text of ["65536", "-1", "1.5", "", "80a"]) {
    expect(() => read(text)).toThrow(`option '--orders-port' needs a whole number from 0 to 65535, not '${text}'`);
  }
});

test("the help lists each option with its value's name", () => {
  expect(describeOptions(specs)).toBe(
    ["  --data DIR       where files go", "  --orders-port N  port", "  --help           this text"].join("\n"),
  );
});
