export { untilFileMatches } from "./file-content.ts";
export { type Program, type ProgramExit, type ProgramSettings, runProgram, startProgram } from "./program.ts";
export {
  spawnService,
  startService,
  type Exit,
  type RunningService,
  type ServiceProcess,
  type ServiceProcessOptions,
} from "./service-process.ts";
export { repositoryRoot, type RunningStack, type StackSettings, startStack } from "./stack.ts";
export { temporaryFolder } from "./temporary-folder.ts";
export { type Files, type TemporaryRepository, temporaryRepository, writeFiles } from "./temporary-repository.ts";
