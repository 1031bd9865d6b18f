/** Writes docs/rules.md, the reference of the engine's rules, and the examples that `breakwater explain` shows. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../repository/files.ts";
import { renderExamples } from "./examples.ts";
import { renderRulesPage } from "./render-page.ts";

writeFileSync(join(repositoryRoot, "docs/rules.md"), renderRulesPage());
writeFileSync(join(repositoryRoot, "packages/gate/examples.json"), renderExamples());
