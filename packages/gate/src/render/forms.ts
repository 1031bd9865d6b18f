import type { Report } from "../check.ts";

/** The forms of a report, in the order of the help. */
export const forms = ["text", "json", "github", "markdown", "sarif", "junit"] as const;

export type Form = (typeof forms)[number];

/** What a form needs to know beside the report. */
export interface Surroundings {
  /** Whether text may have colour. */
  readonly color: boolean;
  /** Gives the folder of the check from the top of its repository, "" at the top. */
  readonly prefix: () => Promise<string>;
}

/** An outcome without a verdict. */
export interface Failure {
  /** Exit code of the process. */
  readonly code: number;
  /** May have several lines. */
  readonly message: string;
}

// Each is loaded when it is asked for: a check with nothing to do takes less time than to load all of them.

/** Renders a report in one of its forms. */
export async function renderReport(report: Report, form: Form, { color, prefix }: Surroundings): Promise<string> {
  switch (form) {
    case "text":
      return (await import("./text.ts")).renderText(report, color);
    case "json":
      return (await import("./json.ts")).renderJson(report);
    case "github":
      return (await import("./github.ts")).renderGithub(report, await prefix());
    case "markdown":
      return (await import("./markdown.ts")).renderMarkdown(report);
    case "sarif":
      return (await import("./sarif.ts")).renderSarif(report, await prefix());
    case "junit":
      return (await import("./junit.ts")).renderJunit(report);
  }
}

/** Renders an outcome without a verdict, so that a program that reads the form finds a whole one. */
export async function renderFailure(failure: Failure, form: Form): Promise<string> {
  switch (form) {
    case "text":
      return `No verdict: ${failure.message}\n`;
    case "json":
      return (await import("./json.ts")).renderJsonError(failure);
    case "github":
      return (await import("./github.ts")).renderGithubError(failure.message);
    case "markdown":
      return (await import("./markdown.ts")).renderMarkdownError(failure);
    case "sarif":
      return (await import("./sarif.ts")).renderSarifError(failure);
    case "junit":
      return (await import("./junit.ts")).renderJunitError(failure);
  }
}
