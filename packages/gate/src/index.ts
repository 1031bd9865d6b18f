export { exitCodes } from "./exit-code.ts";
export type { Io } from "./io.ts";
export { run } from "./cli.ts";
