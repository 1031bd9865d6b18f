import { type Element, type ModelKey, isSameContent } from "@breakwater/schema";
import { FileOptionsSchema } from "@bufbuild/protobuf/wkt";
import { adviceFor } from "./advice.ts";
import { type Annotation, sortAnnotations } from "./annotation.ts";
import { batchesOf } from "./batches.ts";
import { counterpartOf } from "./counterpart.ts";
import { deletedElements } from "./deletion.ts";
import { type Found, noChange } from "./finding.ts";
import { keyOf } from "./model-element.ts";
import { oldPlaceOf } from "./old-place.ts";
import type { Compared } from "./rules.ts";
import type { RunContext } from "./run-context.ts";
import { runChecker } from "./run-checker.ts";
import type { Side } from "./side.ts";

/** A finding of buf, with the element that it is about. */
export interface BufReport {
  readonly finding: Found;
  /** The deleted element by its old key, any other by its new one; undefined where it could not be told. */
  readonly subject: ModelKey | undefined;
}

/**
 * Runs `buf breaking`, image against image: a different number of modules does not matter then. Imports are left out,
 * for a third-party file that nobody imports any more is no break of this schema.
 * @param groups import paths of the files to compare, by the configuration to compare them with
 */
export async function bufBreaking(
  context: RunContext,
  of: Compared,
  groups: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<BufReport[]> {
  const { head, base } = of;
  const runs = [...groups].flatMap(([config, group]) => {
    return batchesFor(context, group, of).map(async (targets) => {
      // The lines of the base are not asked for: what is gone is reported at what was around it.
      const imports = context.isFull ? "whole" : "outline";
      const encode = (): Uint8Array[] => [
        head.schemas.image.encode({ targets, withSources: true, imports }),
        base.schemas.image.encode({ targets, withSources: false, imports }),
      ];
      const annotations = await runChecker(context, { check: "breaking", encode, config });
      // Without positions buf cannot tell that a file is an import; one that changed is a target of its own.
      return annotations.filter(({ path }) => path === undefined || targets.has(path));
    });
  });
  const annotations = sortAnnotations((await Promise.all(runs)).flat());
  return [...groupByPlace(annotations).values()].flatMap((group) => groupReports(group, head, base));
}

/** What to compare in one run each: whole packages, without those that say the same on both sides. */
function batchesFor(context: RunContext, group: ReadonlySet<string>, { head, base }: Compared): ReadonlySet<string>[] {
  const old = [...group].some((path) => base.schemas.index.files.has(path));
  if (!old) return [];
  if (context.isFull) return [group];
  const packagesOf = (path: string): string[] => {
    return [head, base].flatMap(({ schemas }) => schemas.index.files.get(path)?.package ?? []);
  };
  const changed = [...group].filter((path) => {
    return !isSameContent(head.schemas.image.contentOf(path), base.schemas.image.contentOf(path));
  });
  const packages = new Set(changed.flatMap(packagesOf));
  const targets = new Set([...group].filter((path) => packagesOf(path).some((name) => packages.has(name))));
  return batchesOf(targets, [head.schemas, base.schemas]).filter((batch) => {
    return [...batch].some((path) => base.schemas.index.files.has(path));
  });
}

function groupByPlace(annotations: readonly Annotation[]): Map<string, Annotation[]> {
  return Map.groupBy(annotations, ({ type, path, startLine, startColumn, endLine, endColumn }) => {
    return JSON.stringify([type, path, startLine, startColumn, endLine, endColumn]);
  });
}

function groupReports(group: readonly Annotation[], head: Side, base: Side): BufReport[] {
  const [first] = group;
  if (first === undefined) return [];
  const place = first.path === undefined ? undefined : head.schemas.index.at(first.path, first);
  const deleted = deletedElements(group, place?.element, { head: head.schemas.index, base: base.schemas.index });
  return group.map((annotation, position) => {
    const gone = deleted?.[position];
    if (gone !== undefined) {
      return {
        finding: deletionFinding(annotation, gone, { place: place?.element, head, base }),
        subject: keyOf(gone),
      };
    }
    const subject = place === undefined ? undefined : keyOf(place.element);
    return { finding: changeFinding(annotation, place, { head, base }), subject };
  });
}

function deletionFinding(
  annotation: Annotation,
  gone: Element,
  context: { readonly place: Element | undefined; readonly head: Side; readonly base: Side },
): Found {
  const { place, head, base } = context;
  const was = { deleted: true, ...oldPlaceOf(gone, base), old: base.source.linesOf(gone) } as const;
  if (place !== undefined && annotation.path !== undefined) {
    const path = head.paths.get(annotation.path) ?? annotation.path;
    return finding(annotation, { element: place.fullName, path, ...was, new: head.source.linesOf(place) });
  }
  // Everything around it is gone too: the place is where it was.
  const { name, package: packageName } = gone.file;
  const span = base.schemas.index.spanOf(name, gone.path);
  const path = base.paths.get(name) ?? name;
  const at = gone.kind === "file" || span === undefined ? annotation : { ...annotation, ...span };
  return finding(at, { element: gone.parent?.fullName ?? packageName, path, ...was, new: null });
}

function changeFinding(
  annotation: Annotation,
  place: { readonly element: Element; readonly detail: readonly number[] } | undefined,
  sides: { readonly head: Side; readonly base: Side },
): Found {
  const { head, base } = sides;
  const importPath = annotation.path ?? "";
  if (place === undefined) {
    const path = head.paths.get(importPath) ?? importPath;
    return finding(annotation, { element: null, path, old: null, new: null });
  }
  const detail = place.detail.length > 0 ? place.detail : fileDetail(place.element, annotation.type);
  const before = counterpartOf(place.element, base.schemas.index);
  return finding(annotation, {
    element: place.element.fullName,
    path: head.paths.get(importPath) ?? importPath,
    ...oldPlaceOf(before, base, detail),
    old: before === undefined ? null : base.source.linesOf(before, detail),
    new: head.source.linesOf(place.element, detail),
  });
}

/** Where in a file a rule about the file looks: FILE_SAME_GO_PACKAGE is about FileOptions.go_package. */
function fileDetail(element: Element, rule: string): readonly number[] {
  if (element.kind !== "file" || !rule.startsWith("FILE_SAME_")) return [];
  const name = rule.slice("FILE_SAME_".length).toLowerCase();
  // FileDescriptorProto.syntax is 12, .options is 8.
  if (name === "syntax") return [12];
  const option = FileOptionsSchema.fields.find((field) => field.name === name);
  return option === undefined ? [] : [8, option.number];
}

function finding(at: Annotation, rest: Pick<Found, "element" | "path" | "old" | "new"> & Partial<Found>): Found {
  return {
    check: "breaking",
    rule: at.type,
    severity: "error",
    existing: false,
    line: at.startLine,
    column: at.startColumn,
    message: at.message,
    advice: adviceFor("breaking", at.type),
    ...noChange,
    ...rest,
  };
}
