import { formatFindings } from "../repository/finding.ts";
import { repositoryRoot } from "../repository/files.ts";
import { scanSecrets } from "./scan-secrets.ts";

const { files, findings } = scanSecrets(repositoryRoot);
process.stdout.write(formatFindings(findings));
console.log(`secrets: ${files} files read, ${findings.length} findings`);
// A scan of nothing would find nothing.
process.exitCode = findings.length > 0 || files === 0 ? 1 : 0;
