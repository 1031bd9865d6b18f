/** Writes docs/configuration.md, the settings of each service. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../repository/files.ts";
import { configurationPage } from "./page.ts";

const path = join(repositoryRoot, "docs/configuration.md");
writeFileSync(path, configurationPage());
// Pads the columns of the tables, as everywhere in the repository.
execFileSync("oxfmt", [path], { stdio: "inherit" });
