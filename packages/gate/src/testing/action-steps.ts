import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repositoryRoot } from "@breakwater/testkit";
import { parse } from "yaml";
import { asSection } from "../buf-module.ts";

/** A step of a composite action that runs commands, its expressions replaced. */
export interface RunStep {
  readonly id: string | undefined;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
  /** Folder of the action, absolute. */
  readonly actionPath: string;
}

/**
 * The steps of a composite action that run commands.
 * @param path of its action.yml, from the top of the repository
 * @param inputs what a workflow gives it; it has defaults for the others
 * @throws when a step has an expression in its commands, where what it stands for would be run
 */
export function runStepsOf(
  path: string,
  inputs: Readonly<Record<string, string>>,
  github: { readonly token: string },
): RunStep[] {
  const file = join(repositoryRoot, path);
  const action = asSection(parse(readFileSync(file, "utf8")));
  const evaluate = (text: string, values: Readonly<Record<string, string>>): string => {
    return text.replaceAll(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (expression, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`${path} has the expression ${expression}, which nothing gives a value`);
      return value;
    });
  };
  const declared = Object.entries(asSection(action["inputs"]));
  const unknown = Object.keys(inputs).find((name) => !declared.some(([known]) => known === name));
  if (unknown !== undefined) throw new Error(`${path} has no input ${unknown}`);
  const values = Object.fromEntries(
    declared.map(([name, input]) => {
      const given = inputs[name] ?? evaluate(String(asSection(input)["default"]), { "github.token": github.token });
      return [`inputs.${name}`, given];
    }),
  );
  const steps = asSection(action["runs"])["steps"];
  return (Array.isArray(steps) ? steps.map(asSection) : []).flatMap(({ id, run, env }) => {
    if (typeof run !== "string") return [];
    if (run.includes("${{")) throw new Error(`${path} has an expression in the commands of a step: ${run}`);
    const variables = Object.entries(asSection(env)).map(([name, value]) => [name, evaluate(String(value), values)]);
    return {
      id: typeof id === "string" ? id : undefined,
      run,
      env: Object.fromEntries(variables),
      actionPath: dirname(file),
    };
  });
}
