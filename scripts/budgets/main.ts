import { repositoryRoot } from "../repository/files.ts";
import { measureRepository } from "./measure-repository.ts";
import { reportBudgets } from "./report-budgets.ts";

const measurements = measureRepository(repositoryRoot);
const { text, passed } = reportBudgets(measurements);
process.stdout.write(text);
console.log(`budgets: ${measurements.files.length} files measured`);
// A measurement of nothing would pass every limit.
process.exitCode = passed && measurements.files.length > 0 ? 0 : 1;
