import { join } from "node:path";
import { temporaryFolder, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { checkJson } from "../testing/run-gate.ts";

const user =
  'syntax = "proto3";\npackage x;\nimport "google/protobuf/any.proto";\nmessage M { google.protobuf.Any a = 1; }\n';
const own = 'syntax = "proto3";\npackage google.protobuf;\nmessage Any { string type_url = 1; }\n';

test("a file that the base only imports is not compared with one that the head has itself", async () => {
  using folder = temporaryFolder();
  writeFiles(join(folder.path, "before"), { "x.proto": user });
  writeFiles(join(folder.path, "after"), { "x.proto": user, "google/protobuf/any.proto": own });
  for (const options of [[], ["--full"]]) {
    const argv = ["after", "--against", "before", "--only", "breaking", ...options];
    expect(await checkJson(folder.path, ...argv)).toMatchObject({ verdict: "pass", findings: [] });
  }
});

test("between two files that both sides have, the same difference is reported", async () => {
  using folder = temporaryFolder();
  const more = own.replace("= 1;", "= 1; bytes value = 2;");
  writeFiles(join(folder.path, "before"), { "x.proto": user, "google/protobuf/any.proto": more });
  writeFiles(join(folder.path, "after"), { "x.proto": user, "google/protobuf/any.proto": own });
  for (const options of [[], ["--full"]]) {
    const argv = ["after", "--against", "before", "--only", "breaking", ...options];
    expect((await checkJson(folder.path, ...argv)).findings.map(({ rule }) => rule)).toContain("FIELD_NO_DELETE");
  }
});
