import { formatFindings } from "../repository/finding.ts";
import { repositoryFiles, repositoryRoot } from "../repository/files.ts";
import { checkBoundaries, readModules, unseenModules } from "./check-boundaries.ts";

const modules = readModules(repositoryRoot);
const unseen = unseenModules(modules, repositoryFiles(repositoryRoot, ["*.ts"]));
const findings = checkBoundaries(modules);

process.stdout.write(formatFindings(findings));
console.log(`boundaries: ${modules.length} modules read, ${findings.length} findings`);
if (unseen.length > 0) console.error(`boundaries: not read, so that nothing is proved: ${unseen.join(", ")}`);
process.exitCode = findings.length > 0 || unseen.length > 0 ? 1 : 0;
