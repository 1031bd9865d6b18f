import { type BuildInfo, readVersion } from "@breakwater/service-runtime";

/** Name and version of this service; sources and what is built from them are as far from its package.json. */
export const release: Omit<BuildInfo, "commit"> = {
  name: "marketplace",
  version: readVersion(new URL("../package.json", import.meta.url)),
};
