import { expect, test } from "vitest";
import { consumerWorkspace } from "../testing/consumer-workspace.ts";
import { readGenerated } from "./generated-names.ts";

const schema = `edition = "2023";
package x.v1;
enum Kind {
  KIND_UNSPECIFIED = 0;
  KIND_ONE = 1;
}
// @generated from field: int32 lie = 1;
message M {
  extensions 100 to 200;
  map<string, Kind> kinds = 1 [deprecated = true];
  oneof pick {
    string left = 2 [json_name = "x"];
    M right = 3;
  }
  message Inner {
    repeated int32 depth = 1;
    enum Level { LEVEL_UNSPECIFIED = 0; }
    extend M { string inside = 101; }
  }
}
extend M { Kind outside = 100; }
service S {
  rpc Get(M) returns (M);
}
`;

/** What is declared, with the identifiers at the places. */
const expected: readonly (readonly [name: string, identifiers: readonly string[]])[] = [
  ["enum x.v1.Kind", ["Kind", "Kind", "KindSchema"]],
  ["enum value x.v1.Kind KIND_UNSPECIFIED", ["UNSPECIFIED"]],
  ["enum value x.v1.Kind KIND_ONE", ["ONE"]],
  ["message x.v1.M", ["M", "MSchema"]],
  ["field x.v1.M kinds", ["kinds"]],
  ["oneof x.v1.M.pick", ["pick"]],
  ["field x.v1.M left", ["value"]],
  ["field x.v1.M right", ["value"]],
  ["message x.v1.M.Inner", ["M_Inner", "M_InnerSchema"]],
  ["field x.v1.M.Inner depth", ["depth"]],
  ["enum x.v1.M.Inner.Level", ["M_Inner_Level", "M_Inner_Level", "M_Inner_LevelSchema"]],
  ["enum value x.v1.M.Inner.Level LEVEL_UNSPECIFIED", ["UNSPECIFIED"]],
  ["extension x/v1/x.proto inside", ["M_Inner_inside"]],
  ["extension x/v1/x.proto outside", ["outside"]],
  ["service x.v1.S", ["S"]],
  ["rpc x.v1.S.Get", ["get"]],
];

for (const target of ["ts", "dts"] as const) {
  test(`every element is declared where its comment says, in ${target}`, () => {
    using folder = consumerWorkspace({ "proto/x/v1/x.proto": schema }, target);
    const text = folder.read(`gen/x/src/x/v1/x_pb.${target === "ts" ? "ts" : "d.ts"}`);
    const code = readGenerated(text);
    expect(code?.source).toBe("x/v1/x.proto");
    const declarations = code?.declarations ?? [];
    const identifiers = (name: string): string[] => {
      const found = declarations.filter((declaration) => declaration.name === name);
      return found.map(({ position }) => /^\w+/.exec(text.slice(position))?.[0] ?? "").toSorted();
    };
    expect(expected.map(([name]) => [name, identifiers(name)])).toEqual(expected);
    const known = new Set<string>(expected.map(([name]) => name));
    const others = declarations.map(({ name }) => name).filter((name) => !known.has(name));
    expect(new Set(others)).toEqual(new Set(["file x/v1/x.proto"]));
    const exported = expected.filter(([name]) => /^(message|enum|extension|service) (?!value )/.test(name));
    const all = exported.flatMap(([, names]) => names).toSorted();
    expect(identifiers("file x/v1/x.proto")).toEqual(all);
  });
}

test("a text of people is no generated code", () => {
  expect(readGenerated("/** Describes the files here. */\nexport const a = 1;\n")).toBeUndefined();
});
