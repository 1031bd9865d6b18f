export { type PackedClient, packClient } from "./client-package.ts";
export { untilFileMatches } from "./file-content.ts";
export { readTree } from "./file-tree.ts";
export { installOffline, type OfflineInstall } from "./offline-install.ts";
export { runPnpm } from "./pnpm.ts";
export { type PostgresServer, startPostgres } from "./postgres/postgres-server.ts";
export { type Program, type ProgramExit, type ProgramSettings, runProgram, startProgram } from "./program.ts";
export {
  spawnService,
  startService,
  type Exit,
  type RunningService,
  type ServiceProcess,
  type ServiceProcessOptions,
} from "./service-process.ts";
export { freePorts, repositoryRoot, type RunningStack, type StackSettings, startStack } from "./stack.ts";
export { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";
export { type Files, type TemporaryRepository, temporaryRepository, writeFiles } from "./temporary-repository.ts";
export { daysFromNow, type TestAuthority, type TestCertificate, testAuthority } from "./test-certificates.ts";
export { compileImage } from "./compile-image.ts";
