export {
  spawnService,
  startService,
  type Exit,
  type RunningService,
  type ServiceProcess,
  type ServiceProcessOptions,
} from "./service-process.ts";
export { temporaryFolder } from "./temporary-folder.ts";
export { type Files, type TemporaryRepository, temporaryRepository, writeFiles } from "./temporary-repository.ts";
