/** Puts into each client package the image of its schemas, for people who generate their own clients. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { buildImage, domainsOf } from "./image/build-image.ts";
import { repositoryRoot } from "./repository/files.ts";
import { ensureThirdParty } from "./third-party.ts";

ensureThirdParty();
for (const domain of domainsOf(repositoryRoot)) {
  const folder = join(repositoryRoot, "gen", domain, "dist");
  mkdirSync(folder, { recursive: true });
  buildImage(repositoryRoot, domain, join(folder, "image.binpb"));
  console.log(`gen/${domain}/dist/image.binpb: the schemas of ${domain} with their imports`);
}
