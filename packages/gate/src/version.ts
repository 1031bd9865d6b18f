import { manifestVersion } from "./installed-version.ts";

/** Version of this package, as its package.json has it. */
export const version: string = manifestVersion(new URL("../package.json", import.meta.url));
