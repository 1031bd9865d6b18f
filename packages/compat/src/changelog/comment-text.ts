/**
 * What of a comment is for readers, by paragraphs of one line each: without what is in `(-- … --)`, which is internal
 * by https://google.aip.dev/192, and without instructions to linters and formatters.
 */
function paragraphsOf(comment: string): string[] {
  const lines = comment
    .replaceAll(/\(--[^]*?--\)/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\*?\s+/, "").trim())
    .filter((line) => !directive.test(line));
  // An item of a list is no part of the sentence before it.
  const paragraphs = lines.join("\n").split(/\n\s*\n|\n(?=[-*•] |\d+[.)] )/);
  return paragraphs.map((text) => text.replaceAll(/\s+/g, " ").trim()).filter((text) => text !== "");
}

const directive = /^(buf:lint:|protolint:|api-linter:|clang-format|@@protoc)|^[-=*#/]+$/;

/** Characters of a comment that are shown; what is longer ends with "…". */
const shownCharacters = 240;

/**
 * The first sentence of a comment, without line breaks; undefined when nothing in it is for readers. A sentence of a
 * word or two, such as "Experimental.", comes with the next one.
 * @param name the element's own name, which many comments start with: "GetBook returns a book." is "Returns a book."
 */
export function firstSentence(comment: string, name: string): string | undefined {
  const [first] = paragraphsOf(comment);
  if (first === undefined) return undefined;
  const [sentence = "", next = ""] = splitSentences(first);
  const text = sentence.split(" ").length > 2 ? sentence : `${sentence} ${next}`.trim();
  return shorten(withoutName(text, name).replace(/:$/, ""));
}

// The verb must follow, in the third person; "GetBook request" is no sentence about GetBook.
function withoutName(sentence: string, name: string): string {
  const [word = "", verb = "", ...rest] = sentence.split(" ");
  const isVerb = /^[a-z]+s$/.test(verb) || (/^[a-z]+ly$/.test(verb) && /^[a-z]+s$/.test(rest[0] ?? ""));
  if (word.replaceAll(/^`|`$/g, "") !== name || !isVerb || rest.length === 0) return sentence;
  const isLinked = verb === "is" && /^(an?|the|[a-z]+ed)$/.test(rest[0] ?? "");
  if (["is", "was", "has", "does"].includes(verb) && !isLinked) return sentence;
  return capitalise((isLinked ? rest : [verb, ...rest]).join(" "));
}

/**
 * What a comment says about a deprecation, "Use `options`." of "Deprecated. Use `options`.": the rest of the sentence
 * that starts with the word, or else the sentence after it. Undefined when it says nothing more.
 */
export function deprecationAdvice(comment: string): string | undefined {
  for (const paragraph of paragraphsOf(comment)) {
    const sentences = splitSentences(paragraph);
    const at = sentences.findIndex((sentence) => /^\W*deprecated\b/i.test(sentence));
    if (at === -1) continue;
    const rest = (sentences[at] ?? "").replace(/^\W*deprecated\b[^\p{L}\p{N}`"'[(]*/iu, "");
    const advice = (rest === "" ? (sentences[at + 1] ?? "") : rest).replace(/^\((.*)\)\.?$/, "$1");
    // A mark for the authors' own tools.
    return advice === "" || /^\[[^\]]*\]\.?$/.test(advice) ? undefined : shorten(capitalise(advice));
  }
  return undefined;
}

// A sentence ends where a new one may start; "e.g." and "i.e." end none.
function splitSentences(paragraph: string): string[] {
  return paragraph.split(/(?<=[.!?][)"'`]?)(?<!\b(?:e\.g|i\.e|eg|ie|etc|vs|cf)\.)\s+(?=[\p{Lu}\p{N}`"'([*-])/u);
}

function capitalise(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function shorten(text: string): string {
  if (text.length <= shownCharacters) return text;
  // Neither a word nor the two halves of a character are torn apart.
  const cut = text.slice(0, shownCharacters).replace(/[\s,;:]+\S*$|[\uD800-\uDBFF]$/, "");
  return `${cut}…`;
}
