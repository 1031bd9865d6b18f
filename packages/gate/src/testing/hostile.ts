import type { Report } from "../check.ts";
import { type Finding, checkNames } from "../finding.ts";
import { sampleFinding, sampleReport } from "./sample-report.ts";

/**
 * Texts that a schema can hold and that mean something to a terminal, a runner, a parser or GitHub. Each has the word
 * "evil", by which a test finds what became of it.
 */
export const hostileTexts: readonly string[] = [
  "\u001b[2Jevil",
  "\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007",
  "a\r\nPASS: evil",
  "evil\n\n# evil\n\n- evil",
  "\u202egnp.evil",
  "evil\u2066\u200b\u00ad\ufeff",
  "::error file=evil::x",
  "%0A::stop-commands::evil",
  "::stop-commands::evil\n  ::add-mask::evil\r::evil",
  `${"evil ".repeat(14)}::error::evil`,
  "evil ##[add-mask]evil ##[error]evil",
  "`evil`<b>x</b>",
  "```\nevil\n~~~\n````evil",
  "<!-- evil --><script>evil()</script>",
  "</details></pre></code></system-out>evil",
  "<img src=x onerror=evil()>&lt;evil&amp;#35;",
  "@evil-team @evil/team: evil@evil.example, (@evil)",
  "#1 evil GH-1 evil/evil#1 evil@0123456789abcdef0123456789abcdef01234567 GHSA-evil-evil-evil",
  "0123456789abcdef0123456789abcdef01234567 evil",
  "https://evil.example www.evil.example ftp://evil.example mailto:evil@evil.example",
  "[evil](https://evil.example) ![](https://evil.example/x.png) [^evil] [evil]: https://evil.example",
  "<https://evil.example> [[evil]] {{evil}} {0} [evil](1)",
  "| evil | evil |\n|---|---|\n| x | y |",
  "**evil** __evil__ ~~evil~~ *evil* _evil_ \\* \\evil",
  "> [!CAUTION]\n> evil",
  "    evil\n\tevil",
  "1. evil\n2) evil\n+ evil\n=== evil\n---",
  "$$evil$$ $evil$ $`evil`$ :evil: :+1: :shipit:",
  'evil" onload="evil()\' x=`',
  '"evil" is "`evil" and `"evil',
  "]]>evil<![CDATA[",
  "evil\u0000\u0001\u007f\u0085\u2028\u2029",
  "evil\ud800 \udc00evil",
  "evil\ufffe\uffff\u{e0041}\u{e0042}",
  "evil\\",
  "evil`".repeat(50),
];

/** Lines of a text that the runner of a job takes for commands, by its own rules (actions/runner, ActionCommand.cs). */
export function commandsIn(text: string): string[] {
  return text.split(/\r\n|[\r\n]/).filter((line) => line.trimStart().startsWith("::") || line.includes("##["));
}

/** A report with one text in every place that somebody else writes. */
export function hostileReport(text: string): Report {
  const evil: Finding = {
    ...sampleFinding,
    rule: `R_${text}`,
    element: text,
    path: text,
    oldPath: text,
    old: text,
    new: text,
    message: text,
    advice: `Nothing: ${text}.`,
    baselines: [text, text],
    consumers: [{ path: text, line: 1, column: 1, text }],
  };
  const waiver = { status: "active", reason: text, owner: text, issue: text, until: "2026-12-31" } as const;
  const seen = { flow: "old-to-new", before: text, after: text } as const;
  const findings: Finding[] = [
    { ...evil, witness: { confirmed: true, ...seen, input: { kind: "typescript", text } } },
    { ...evil, witness: { confirmed: true, ...seen, input: { kind: "json", text } }, deleted: true },
    { ...evil, witness: { confirmed: false, reason: text }, waiver: { ...waiver, status: "proposed" } },
    { ...evil, waiver: { ...waiver, status: "expired" } },
    { ...evil, waiver },
    { ...evil, approval: { by: text, at: text } },
    { ...evil, severity: "warning", new: null },
    { ...evil, severity: "note", old: null, new: null },
    { ...evil, severity: "note", existing: true },
  ];
  return { ...sampleReport, checks: checkNames, findings, head: text, base: text, notes: [text] };
}
