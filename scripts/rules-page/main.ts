/** Writes docs/rules.md, the reference of the engine's rules. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../repository/files.ts";
import { renderRulesPage } from "./render-page.ts";

writeFileSync(join(repositoryRoot, "docs/rules.md"), renderRulesPage());
