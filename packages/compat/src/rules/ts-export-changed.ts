import { describeElement } from "../describe-element.ts";
import { quoteAll } from "../quote.ts";
import type { Rule } from "../rule.ts";
import { type ExportedElement, exportedNames, fileOf, moduleOf, namesOf } from "../typescript/exported-names.ts";
import { exportedPairs } from "../typescript/exported-pairs.ts";
import { useOfExport } from "../typescript/use-of-export.ts";

/** What is generated into another file is for TS_MODULE_CHANGED. */
export const tsExportChanged: Rule = {
  id: "TS_EXPORT_CHANGED",
  purpose:
    "The generated code exports something under another name, since something else in the file takes the one that it had: nested `Foo.Bar` is exported as `Foo_Bar`, and message `Foo` also as `FooSchema`. Code that imports the old name stops compiling or means another thing.",
  dimension: "typescript",
  severity: "error",
  since: "0.1.0",
  advice: "Give what is new another name, or put it behind what was there before in the file.",
  covers: [],
  *check(comparison) {
    for (const { beforeKey, afterKey, before, after } of exportedPairs(comparison)) {
      if (moduleOf(fileOf(before)) !== moduleOf(fileOf(after))) continue;
      const [old, now] = [exportsOf(before), exportsOf(after)];
      const lost = old.filter((name) => !now.includes(name));
      const [first] = lost;
      if (first === undefined) continue;
      const gained = now.filter((name) => !old.includes(name));
      const owner = ownerOf(first, fileOf(after));
      const what = first === namesOf(before).type ? "type" : "constant";
      yield {
        before: beforeKey,
        after: afterKey,
        flows: [],
        message: `${describeElement(afterKey)} was exported to TypeScript as ${quoteAll(lost)} and is exported as ${quoteAll(gained)} now: "${first}" stands for ${owner?.toString() ?? "nothing"}.`,
        witness: () => useOfExport(before, { what, now: owner }),
      };
    }
  },
};

function exportsOf(element: ExportedElement): string[] {
  const { type, constant } = namesOf(element);
  return type === undefined ? [constant] : [type, constant];
}

/** What has a name on the new side. */
function ownerOf(name: string, file: ReturnType<typeof fileOf>): ExportedElement | undefined {
  return [...exportedNames(file).keys()].find((element) => exportsOf(element).includes(name));
}
