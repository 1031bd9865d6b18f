import { existsSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { GateError } from "../gate-error.ts";
import { type Form, forms } from "../render/forms.ts";

/** Where a report goes in one of its forms. */
export interface Output {
  readonly form: Form;
  /** Path of a file, from the folder that the command was started in; undefined for stdout. */
  readonly file: string | undefined;
}

/** Reads one `--format FORM` or `--format FORM=FILE` and adds it to those before it. */
export function parseOutput(text: string, others: readonly Output[] = []): Output[] {
  const [name = "", ...rest] = text.split("=");
  const form = forms.find((candidate) => candidate === name);
  if (form === undefined) throw new InvalidArgumentError(`Allowed choices are ${forms.join(", ")}.`);
  const file = rest.length === 0 ? undefined : rest.join("=");
  if (file === "") throw new InvalidArgumentError(`Name the file after the "=", for example ${form}=report.txt.`);
  const same = others.find((other) => other.file === file);
  if (same === undefined) return [...others, { form, file }];
  const place = file === undefined ? "stdout" : `the file ${file}`;
  const advice = `Write one to a file of its own: --format ${form}=FILE.`;
  throw new InvalidArgumentError(`Both ${same.form} and ${form} would go to ${place}. ${advice}`);
}

/** The outputs of a command: text on stdout, unless another form is to be there. */
export function completeOutputs(outputs: readonly Output[]): Output[] {
  const hasStdout = outputs.some(({ file }) => file === undefined);
  return hasStdout ? [...outputs] : [{ form: "text", file: undefined }, ...outputs];
}

/**
 * Makes sure, before the work begins, that there is a folder for each file.
 * @throws {GateError} when there is none
 */
export function requireFolders(outputs: readonly Output[], folder: string): void {
  for (const { form, file } of outputs) {
    if (file === undefined || existsSync(dirname(resolve(folder, file)))) continue;
    const advice = "Make its folder first, or name a file in one that is there.";
    throw new GateError("usage", `The report cannot be written: --format ${form}=${file} is in no folder. ${advice}`);
  }
}

/** Where the outputs of a command go. */
export interface Sink {
  readonly outputs: readonly Output[];
  /** Folder that the command was started in; absolute. */
  readonly folder: string;
  readonly stdout: (text: string) => void;
}

/**
 * Writes a text to each output, files first: whoever sees the end of stdout finds them.
 * @param render gives the text of an output
 * @throws {GateError} when a file cannot be written
 */
export async function writeOutputs(sink: Sink, render: (output: Output) => Promise<string>): Promise<void> {
  const texts = await Promise.all(sink.outputs.map(async (output) => ({ ...output, text: await render(output) })));
  for (const { file, text } of texts) if (file !== undefined) writeReport(resolve(sink.folder, file), text);
  for (const { file, text } of texts) if (file === undefined) sink.stdout(text);
}

function writeReport(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GateError("usage", `The report cannot be written: ${reason}. Name a file that you may write.`);
  }
}
