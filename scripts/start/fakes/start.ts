/** The launcher over two fake services; see service.ts. */
import { processIo } from "../process-io.ts";
import { start } from "../start.ts";

const entry = "scripts/start/fakes/service.ts";
const services = [
  { name: "recommendations", entry, port: 8080, about: "a fake" },
  { name: "orders", entry, port: 8081, about: "another fake" },
];

process.exitCode = await start(process.argv.slice(2), processIo(process), {
  services,
  prepare: () => {
    if (process.env["FAKE_PREPARE"] === "fails") throw new Error("buf generate failed");
  },
});
