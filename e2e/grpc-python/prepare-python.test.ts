import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { type PythonOptions, preparePython } from "./prepare-python.ts";

interface Fake {
  readonly version: string;
  /** Exit codes. */
  readonly venv?: number;
  readonly pip?: number;
}

/** A Python whose modules venv and pip end as told; what they are asked goes to `calls` beside it. */
function fakeScript({ version, venv = 0, pip = 0 }: Fake): string {
  return `#!/bin/sh
echo "$2" >> "$CALLS"
case "$2" in
  venv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; echo "No module named venv" >&2; exit ${venv} ;;
  pip) echo "Could not fetch URL" >&2; exit ${pip} ;;
  *) echo ${version} ;;
esac
`;
}

/** Where a fake is, and everything beside it. */
function optionsIn(folder: string, fake?: Fake): PythonOptions {
  const command = join(folder, "python3");
  if (fake !== undefined) writeFileSync(command, fakeScript(fake), { mode: 0o755 });
  const requirements = join(folder, "requirements.txt");
  writeFileSync(requirements, "grpcio==1.0.0\n");
  return { command, folder: join(folder, "venv"), requirements, env: { ...process.env, CALLS: join(folder, "calls") } };
}

const lacks: readonly { readonly what: string; readonly fake: Fake | undefined; readonly says: RegExp }[] = [
  {
    what: "Python",
    fake: undefined,
    says: /python3 cannot be run: install Python 3\.10 or later, or name one with PYTHON=/,
  },
  { what: "a Python that is new enough", fake: { version: "3.9" }, says: /is Python 3\.9, and protobuf needs 3\.10/ },
  { what: "the module venv", fake: { version: "3.11", venv: 1 }, says: /apt-get install python3-venv\)\.\nNo module/ },
  {
    what: "the network",
    fake: { version: "3.11", pip: 1 },
    says: /check the network or set PIP_INDEX_URL\.\nCould not/,
  },
];
for (const { what, fake, says } of lacks) {
  test(`a machine without ${what} is told what to do`, async () => {
    using folder = temporaryFolder();
    const options = optionsIn(folder.path, fake);
    await expect(preparePython(options)).rejects.toThrow(says);
    // Half of an environment does not pass for a whole one.
    await expect(preparePython(options)).rejects.toThrow(says);
  });
}

test("what is prepared is kept until the requirements change", async () => {
  using folder = temporaryFolder();
  const options = optionsIn(folder.path, { version: "3.11" });
  const installs = (): number => (readFileSync(join(folder.path, "calls"), "utf8").match(/^pip$/gm) ?? []).length;
  expect(existsSync(await preparePython(options))).toBe(true);
  await preparePython(options);
  expect(installs()).toBe(1);
  writeFileSync(options.requirements, "grpcio==2.0.0\n");
  await preparePython(options);
  expect(installs()).toBe(2);
});
