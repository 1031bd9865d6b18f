/**
 * Strings that a regular expression (RE2 syntax) may match: few, with short and long repetitions and each of the first
 * alternatives. A guess: whoever uses them runs the expression.
 */
export function patternSamples(pattern: string): string[] {
  const samples = new Set<string>();
  for (const repeat of ["least", "more", "most"] as const) {
    for (const choice of [0, 1, 2]) {
      for (const end of [0, -1]) samples.add(new Sampler(pattern, { repeat, choice, end }).sample());
    }
  }
  return [...samples];
}

interface Taste {
  readonly repeat: "least" | "more" | "most";
  /** Which alternative, the last one if there are fewer. */
  readonly choice: number;
  /** Which character of a class, as for Array.at. */
  readonly end: number;
}

const classes: Readonly<Record<string, string>> = { d: "09", w: "aZ", s: " ", D: "aA", W: "- ", S: "a0", b: "", B: "" };
const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", A: "", z: "" };
const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
/** More than names and words have, few enough to show. */
const mostRepeats = 64;

class Sampler {
  private readonly pattern: string;
  private readonly taste: Taste;
  private at = 0;

  constructor(pattern: string, taste: Taste) {
    this.pattern = pattern;
    this.taste = taste;
  }

  sample(): string {
    return this.alternatives();
  }

  private alternatives(): string {
    const all = [this.sequence()];
    while (this.take("|")) all.push(this.sequence());
    return all[Math.min(this.taste.choice, all.length - 1)] ?? "";
  }

  private sequence(): string {
    let result = "";
    while (this.at < this.pattern.length && !"|)".includes(this.pattern[this.at] ?? "")) {
      result += this.repeated(this.atom());
    }
    return result;
  }

  private atom(): string {
    const character = this.next();
    if (character === "(") return this.group();
    if (character === "[") return this.characterClass();
    if (character === "\\") return this.escape();
    if (character === ".") return this.taste.end === 0 ? "a" : "0";
    return character === "^" || character === "$" ? "" : character;
  }

  private group(): string {
    const flags = /^\?(P?<\w+>|[a-zA-Z-]*:|[a-zA-Z-]+(?=\)))/.exec(this.pattern.slice(this.at));
    this.at += flags?.[0].length ?? 0;
    const inner = this.alternatives();
    this.take(")");
    return inner;
  }

  private characterClass(): string {
    const isNegated = this.take("^");
    const characters: string[] = [];
    for (let isFirst = true; this.at < this.pattern.length && (isFirst || !this.take("]")); isFirst = false) {
      const named = /^\[:\^?(\w+):\]/.exec(this.pattern.slice(this.at));
      if (named !== null) {
        this.at += named[0].length;
        characters.push(...namedClass(named[0]));
        continue;
      }
      const from = this.classMember();
      const range = /^-([^\]])/.exec(this.pattern.slice(this.at));
      if (range === null) characters.push(...Array.from(from));
      else {
        this.at += 1;
        characters.push(from, this.classMember());
      }
    }
    if (!isNegated) return characters.at(this.taste.end) ?? "";
    return printable.filter((candidate) => !characters.includes(candidate)).at(this.taste.end) ?? "";
  }

  private classMember(): string {
    const character = this.next();
    return character === "\\" ? this.escape(true) : character;
  }

  private escape(isWhole = false): string {
    const character = this.next();
    if (character === "p" || character === "P") {
      this.at += /^(\{\^?\w+\}|\w)/.exec(this.pattern.slice(this.at))?.[0].length ?? 0;
      return "a";
    }
    const members = classes[character];
    if (members !== undefined) return isWhole ? members : (Array.from(members).at(this.taste.end) ?? "");
    return escapes[character] ?? character;
  }

  private repeated(atom: string): string {
    const match = /^(\*|\+|\?|\{(\d+)(,?)(\d*)\})\??/.exec(this.pattern.slice(this.at));
    if (match === null) return atom;
    this.at += match[0].length;
    const [, sign = "", least = "", comma = "", most = ""] = match;
    const first = sign === "+" ? 1 : Number(least);
    const last = sign === "?" ? 1 : comma === "" && least !== "" ? first : Number(most === "" ? mostRepeats : most);
    const counts = {
      least: first,
      more: Math.min(first + 1, last),
      most: Math.min(last, Math.max(first, mostRepeats)),
    };
    return atom.repeat(counts[this.taste.repeat]);
  }

  private next(): string {
    const character = this.pattern[this.at] ?? "";
    this.at += 1;
    return character;
  }

  private take(character: string): boolean {
    if (this.pattern[this.at] !== character) return false;
    this.at += 1;
    return true;
  }
}

function namedClass(name: string): readonly string[] {
  if (name.includes("digit")) return ["0", "9"];
  return /space|blank/.test(name) ? [" "] : ["a", "Z"];
}
