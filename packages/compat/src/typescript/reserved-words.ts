/** Words that no export may have as its name; protoc-gen-es appends "$" to them. */
export const reservedWords: ReadonlySet<string> = new Set([
  // Keywords and future keywords of ECMAScript.
  ..."break case catch class const continue debugger default delete do else enum export extends false finally".split(
    " ",
  ),
  ..."for function if implements import in instanceof interface let new null package private protected".split(" "),
  ..."public return static super switch this throw true try typeof var void while with yield".split(" "),
  // Names that TypeScript has for types.
  ..."bigint boolean number object string".split(" "),
  // Names that the generated code uses itself.
  ..."Object Partial Uint8Array globalThis".split(" "),
]);
