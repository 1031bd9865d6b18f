import { appendFileSync } from "node:fs";
import type { Report } from "../check.ts";
import { isFailing } from "../finding.ts";
import type { Io } from "../io.ts";
import { escapeData } from "../render/github.ts";
import { renderMarkdown } from "../render/markdown.ts";
import { renderFailure } from "./comment.ts";
import type { Job } from "./job.ts";

type Files = Pick<Job, "outputFile" | "summaryFile">;

/** GitHub takes 1 MiB of summary for a step. */
const summaryLimit = 900_000;

/** Appends the report to the summary of the job, and what came of it to the outputs of the step. */
export function publishReport(files: Files, report: Report): void {
  const failing = report.findings.filter(isFailing).length;
  const approved = report.findings.filter(({ approval }) => approval !== null).length;
  append(files.summaryFile, renderMarkdown(report, { limit: summaryLimit }));
  append(files.outputFile, `verdict=${report.verdict}\nfailing=${failing}\napproved=${approved}`);
}

/** The same for a run that came to no verdict. */
export function publishFailure(files: Files, message: string): void {
  append(files.summaryFile, renderFailure(message));
  append(files.outputFile, "verdict=error\nfailing=0\napproved=0");
}

/** A warning of the job, at no file. */
export function warn(io: Io, message: string): void {
  io.stdout(`::warning title=breakwater::${escapeData(message)}\n`);
}

function append(file: string | undefined, text: string): void {
  if (file !== undefined) appendFileSync(file, `${text}\n`);
}
