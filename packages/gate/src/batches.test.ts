import { SchemaSet, Image } from "@breakwater/schema";
import { create } from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { batchesOf } from "./batches.ts";

interface Shape {
  readonly path: string;
  readonly package: string;
  readonly request?: string;
}

function file({ path, package: packageName, request }: Shape): FileDescriptorProto {
  const method = [{ name: "Get", inputType: request ?? "", outputType: request ?? "" }];
  return create(FileDescriptorProtoSchema, {
    name: path,
    package: packageName,
    syntax: "proto3",
    service: request === undefined ? [] : [{ name: "S", method }],
  });
}

/** Files of their own packages, so many that there are several batches; the given ones are spread among them. */
function schemas(...shapes: readonly Shape[]): { set: SchemaSet; targets: Set<string> } {
  const others = Array.from({ length: 900 }, (_, index) => {
    const name = `p${Math.floor(index / 3)}`;
    return { path: `${name}/v1/f${index}.proto`, package: `${name}.v1` };
  });
  const spread = others.flatMap((other, index) => {
    const shape = shapes[index / 400];
    return shape === undefined ? [other] : [shape, other];
  });
  const set = new SchemaSet(Image.of(create(FileDescriptorSetSchema, { file: spread.map(file) })));
  return { set, targets: new Set(spread.map(({ path }) => path)) };
}

test("few files are one batch, and none are none", () => {
  const { set } = schemas();
  expect(batchesOf(new Set(), [set])).toEqual([]);
  expect(batchesOf(new Set(["p0/v1/f0.proto", "p1/v1/f3.proto"]), [set])).toHaveLength(1);
});

test("each file is in one batch, and packages are not divided", () => {
  const { set, targets } = schemas();
  const batches = batchesOf(targets, [set]);
  expect(batches.length).toBeGreaterThan(3);
  expect(batches.flatMap((batch) => [...batch]).toSorted()).toEqual([...targets].toSorted());
  const packages = batches.map((batch) => new Set([...batch].map((path) => path.split("/")[0])));
  expect(packages.reduce((sum, { size }) => sum + size, 0)).toBe(300);
});

const together: Readonly<Record<string, readonly [Shape, Shape]>> = {
  "packages of which one is in the other": [
    { path: "x/x.proto", package: "x" },
    { path: "y/y.proto", package: "x.y" },
  ],
  "files of one folder": [
    { path: "x/x.proto", package: "x.v1" },
    { path: "x/y.proto", package: "y.v1" },
  ],
  "RPCs with one request": [
    { path: "x/x.proto", package: "x.v1", request: ".m.Req" },
    { path: "y/y.proto", package: "y.v1", request: ".m.Req" },
  ],
};

for (const [name, [one, other]] of Object.entries(together)) {
  test(`what is looked at together stays together: ${name}`, () => {
    const { set, targets } = schemas(one, other);
    const batch = batchesOf(targets, [set]).find((candidate) => candidate.has(one.path));
    expect(batch?.has(other.path)).toBe(true);
    const apart = schemas({ ...one, path: "x/x.proto", package: "x.v1" }, { path: "y/y.proto", package: "y.v1" });
    const alone = batchesOf(apart.targets, [apart.set]).find((candidate) => candidate.has("x/x.proto"));
    expect(alone?.has("y/y.proto")).toBe(false);
  });
}

test("a file that is in another package on the other side keeps both together", () => {
  const before = schemas({ path: "x/x.proto", package: "x.v1" }, { path: "y/y.proto", package: "y.v1" });
  const after = schemas({ path: "x/x.proto", package: "x.v1" }, { path: "y/y.proto", package: "x.v1" });
  const batch = batchesOf(after.targets, [after.set, before.set]).find((candidate) => candidate.has("x/x.proto"));
  expect(batch?.has("y/y.proto")).toBe(true);
});
