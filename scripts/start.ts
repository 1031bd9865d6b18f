/** `pnpm start`: runs the whole stack on embedded defaults. The services run from their sources, so nothing is built. */
import { processIo } from "./start/process-io.ts";
import { services } from "./start/services.ts";
import { start } from "./start/start.ts";
import { ensureThirdParty } from "./third-party.ts";

process.exitCode = await start(process.argv.slice(2), processIo(process), { services, prepare: ensureThirdParty });
