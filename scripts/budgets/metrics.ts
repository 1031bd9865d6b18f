import type { Finding } from "../repository/finding.ts";
import type { MeasuredFile } from "./measure-file.ts";
import type { PublicExport } from "./public-exports.ts";

/** What the metrics are computed from. */
export interface Measurements {
  readonly files: readonly MeasuredFile[];
  /** Import cycles, ready to be reported. */
  readonly cycles: readonly Finding[];
  readonly publicExports: readonly PublicExport[];
}

/** One line of the table: a number that is kept small. */
export interface Metric {
  readonly name: string;
  /** What is aimed at. */
  readonly target: string;
  /** What fails the check when it is passed; empty when nothing does. */
  readonly limit: string;
  readonly measure: (measurements: Measurements) => Measured;
}

/** A metric as it is now. */
export interface Measured {
  readonly now: string;
  readonly onTarget: boolean;
  /** Places beyond the limit. */
  readonly findings: readonly Finding[];
}

/** Files that are tables of plain data: their length says nothing about how hard they are to read. */
export const tables: readonly string[] = ["services/recommendations/src/store/books.ts"];

/** All metrics, in the order in which they are printed. */
export const metrics: readonly Metric[] = [
  {
    name: "file lines, median / max",
    target: "120 / 400",
    limit: "500",
    measure: ({ files }) => {
      const counted = files.filter(({ path }) => !tables.includes(path));
      const lengths = counted.map(({ lines }) => lines);
      const [median, max] = [quantile(lengths, 0.5), Math.max(0, ...lengths)];
      const findings = counted.filter(({ lines }) => lines > 500);
      return {
        now: `${median} / ${max}`,
        onTarget: median <= 120 && max <= 400,
        findings: findings.map(({ path, lines }) => ({
          file: path,
          line: 0,
          rule: "file lines",
          message: `${lines} lines; split it`,
        })),
      };
    },
  },
  {
    name: "function lines, p90 / max",
    target: "40 / 80",
    limit: "100",
    measure: ({ files }) => {
      const functions = files.flatMap(({ path, functions: own }) => own.map((measured) => ({ path, ...measured })));
      const lengths = functions.map(({ lines }) => lines);
      const [p90, max] = [quantile(lengths, 0.9), Math.max(0, ...lengths)];
      const findings = functions.filter(({ lines }) => lines > 100);
      return {
        now: `${p90} / ${max}`,
        onTarget: p90 <= 40 && max <= 80,
        findings: findings.map(({ path, line, lines }) => ({
          file: path,
          line,
          rule: "function lines",
          message: `a function of ${lines} lines; split it`,
        })),
      };
    },
  },
  {
    name: "positional parameters",
    target: "3",
    limit: "4",
    measure: ({ files }) => {
      const functions = files.flatMap(({ path, functions: own }) => own.map((measured) => ({ path, ...measured })));
      const max = Math.max(0, ...functions.map(({ parameters }) => parameters));
      const findings = functions.filter(({ parameters }) => parameters > 4);
      return {
        now: String(max),
        onTarget: max <= 3,
        findings: findings.map(({ path, line, parameters }) => ({
          file: path,
          line,
          rule: "positional parameters",
          message: `${parameters} parameters; take one options object`,
        })),
      };
    },
  },
  none("any", "say what it is, or `unknown`", ({ anys }) => anys),
  none("non-null !", "check for undefined, or make the type say that it cannot be", ({ nonNulls }) => nonNulls),
  none("default exports", "export it by name", ({ path, defaultExports }) =>
    // Tools take the default export of a configuration file.
    path.endsWith(".config.ts") ? [] : defaultExports,
  ),
  {
    name: "`as` per 1000 lines",
    target: "3",
    limit: "each with a comment why",
    measure: ({ files }) => {
      const lines = sum(files.map((file) => file.lines));
      const rate = lines === 0 ? 0 : (1000 * sum(files.map(({ assertions }) => assertions.length))) / lines;
      return {
        now: rate.toFixed(1),
        onTarget: rate <= 3,
        findings: places(files, ({ unexplainedAssertions }) => unexplainedAssertions, {
          rule: "`as`",
          message: "a type assertion without a comment on its line or the line above; prove it or say why it holds",
        }),
      };
    },
  },
  {
    name: "import cycles",
    target: "0",
    limit: "0",
    measure: ({ cycles }) => ({ now: String(cycles.length), onTarget: cycles.length === 0, findings: cycles }),
  },
  {
    name: "doc comments on package exports",
    target: "90 %",
    limit: "75 %",
    measure: ({ publicExports }) => {
      const missing = publicExports.filter(({ documented }) => !documented);
      const share = publicExports.length === 0 ? 1 : 1 - missing.length / publicExports.length;
      return {
        now: `${Math.floor(share * 100)} %`,
        onTarget: share >= 0.9,
        findings: (share < 0.75 ? missing : []).map(({ name, file, line }) => ({
          file,
          line,
          rule: "doc comments",
          message: `${name} is exported by its package and has no doc comment`,
        })),
      };
    },
  },
  none("skipped, only, todo", "run the test or delete it", ({ unrunTests }) => unrunTests),
  {
    name: "test lines ÷ source lines",
    target: "0.8 – 1.5",
    limit: "",
    measure: ({ files }) => {
      const lines = (isTest: boolean): number => sum(files.map((file) => (file.isTest === isTest ? file.lines : 0)));
      const ratio = lines(false) === 0 ? 0 : lines(true) / lines(false);
      return { now: ratio.toFixed(2), onTarget: ratio >= 0.8 && ratio <= 1.5, findings: [] };
    },
  },
];

function none(name: string, advice: string, linesOf: (file: MeasuredFile) => readonly number[]): Metric {
  return {
    name,
    target: "0",
    limit: "0",
    measure: ({ files }) => {
      const findings = places(files, linesOf, { rule: name, message: advice });
      return { now: String(findings.length), onTarget: findings.length === 0, findings };
    },
  };
}

function places(
  files: readonly MeasuredFile[],
  linesOf: (file: MeasuredFile) => readonly number[],
  about: { rule: string; message: string },
): Finding[] {
  return files.flatMap((file) => linesOf(file).map((line) => ({ file: file.path, line, ...about })));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}
