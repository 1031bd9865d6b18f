import { type ModelKey, modelKey } from "@breakwater/schema";

/** A field, enum value or extension as the text of a proto file has it, not compiled. */
export interface Declaration {
  readonly kind: "field" | "enum value" | "extension";
  readonly key: ModelKey;
  /** Full name of the message or enum; of an extension, the name of the message that it extends, as it is written. */
  readonly parent: string;
  /** NaN when it is no number. */
  readonly number: number;
  /** Its name, and the name in JSON that it was given. */
  readonly names: readonly string[];
  /** What it says, options aside, with one space between parts. */
  readonly text: string;
}

/**
 * Reads the fields, enum values and extensions of a proto file (https://protobuf.com/docs/language-spec). Of a text that
 * does not compile it reads what it can; it is the compiler that has to say what a finding says.
 */
export function declarationsIn(text: string): Declaration[] {
  const reader = new Reader();
  token.lastIndex = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [part] = match;
    if (!part.startsWith("//") && !part.startsWith("/*")) reader.take(part);
  }
  return reader.found;
}

// As in proto-facts.ts: each text can be read in one way only, and what is not closed goes to its end.
const token =
  /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?|[\w.]+|[^\s\w]/g;

/** What is between two braces; "other" is what declares nothing: a service, an option, an RPC. */
interface Scope {
  readonly kind: "file" | "message" | "enum" | "extend" | "oneof" | "other";
  /** Full name that names in it start with. */
  readonly name: string;
  /** Of an "extend", what it extends. */
  readonly extendee: string;
}

class Reader {
  readonly found: Declaration[] = [];
  private readonly scopes: Scope[] = [{ kind: "file", name: "", extendee: "" }];
  private statement: string[] = [];
  private options: string[] = [];
  /** How deep in options of a field, whose values can have brackets and braces. */
  private depth = 0;

  take(part: string): void {
    if (this.depth > 0 || part === "[") {
      if (part === "[" || part === "{") this.depth += 1;
      if (part === "]" || part === "}") this.depth -= 1;
      this.options.push(part);
    } else if (part === "{") this.open();
    else if (part === "}") this.close();
    else if (part === ";") this.end();
    else this.statement.push(part);
  }

  private get scope(): Scope {
    return this.scopes.at(-1) ?? { kind: "other", name: "", extendee: "" };
  }

  private open(): void {
    const { statement, scope } = this;
    const declares = scope.kind !== "other" && scope.kind !== "enum";
    // Editions have `export` and `local` in front; a field can be called "message" and has a "=" then.
    const at = ["export", "local"].includes(statement[0] ?? "") ? 1 : 0;
    const [word = "", name = ""] = statement.slice(at);
    const equals = statement.indexOf("=");
    if (declares && equals > 1 && statement[equals - 2] === "group") this.openGroup(equals);
    else if (declares && (word === "message" || word === "enum")) this.push(word, join(scope.name, name));
    else if (declares && word === "extend") this.push("extend", scope.name, statement.slice(at + 1).join(""));
    else if (scope.kind === "message" && word === "oneof") this.push("oneof", scope.name);
    else this.push("other", scope.name);
    this.clear();
  }

  /** A group is a message and, in small letters, a field of it. */
  private openGroup(equals: number): void {
    const { scope, statement } = this;
    const name = statement[equals - 1] ?? "";
    this.add(statement.with(equals - 1, name.toLowerCase()), equals);
    this.push("message", join(scope.name, name));
  }

  private close(): void {
    this.clear();
    // A text with too many braces ends nothing that it did not start.
    if (this.scopes.length > 1) this.scopes.pop();
  }

  private end(): void {
    const { statement, scope } = this;
    const equals = statement.indexOf("=");
    if (scope.kind === "file" && statement[0] === "package") {
      this.scopes[0] = { ...scope, name: statement.slice(1).join("") };
    } else if (scope.kind !== "other" && scope.kind !== "file" && equals > 0 && statement[0] !== "option") {
      this.add(statement, equals);
    }
    this.clear();
  }

  private add(statement: readonly string[], equals: number): void {
    const { kind: place, name: around, extendee } = this.scope;
    const name = statement[equals - 1] ?? "";
    const kind = place === "enum" ? "enum value" : place === "extend" ? "extension" : "field";
    this.found.push({
      kind,
      key: modelKey(kind, join(around, name)),
      parent: kind === "extension" ? extendee : around,
      number: numberOf(statement.slice(equals + 1).join("")),
      names: [name, ...jsonName(this.options)],
      text: [...statement, ...jsonName(this.options)].join(" "),
    });
  }

  private push(kind: Scope["kind"], name: string, extendee = ""): void {
    this.scopes.push({ kind, name, extendee });
  }

  private clear(): void {
    this.statement = [];
    this.options = [];
  }
}

function join(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}

/** Decimal, hexadecimal or, with a 0 in front, octal. */
function numberOf(text: string): number {
  return /^-?0[0-7]+$/.test(text)
    ? Number.parseInt(text, 8)
    : text.startsWith("-")
      ? -Number(text.slice(1))
      : Number(text);
}

function jsonName(options: readonly string[]): string[] {
  const at = options.findIndex((part, index) => part === "json_name" && options[index + 1] === "=");
  const literal = at === -1 ? undefined : options[at + 2];
  return literal === undefined ? [] : [literal.slice(1, -1)];
}
