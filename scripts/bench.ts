/** `pnpm bench NAME`: runs a benchmark of bench/src in a process of its own, with the arguments that follow. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What each benchmark measures against what; its file is bench/src/NAME.ts. */
const benchmarks = new Map([
  ["gate", "breakwater check against the four buf commands of a pipeline"],
  ["rpc", "Recommend over every protocol against Connect alone, grpc-js, fastify and bare Node"],
]);

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function help(): string {
  const list = [...benchmarks].map(([name, purpose]) => `  ${name.padEnd(4)}  ${purpose}`).join("\n");
  return `usage: npx --yes pnpm@12.21.0 bench NAME [options]\n\n${list}\n`;
}

async function bench([name = "", ...args]: readonly string[]): Promise<number> {
  if (name === "--help") {
    console.log(help());
    return 0;
  }
  if (!benchmarks.has(name)) {
    console.error(name === "" ? help() : `bench: there is no benchmark '${name}'\n\n${help()}`);
    return 2;
  }
  const entry = join(root, "bench/src", `${name}.ts`);
  const child = spawn(process.execPath, ["--conditions=@breakwater/source", entry, ...args], { stdio: "inherit" });
  const [code] = await once(child, "close");
  return Number(code ?? 1);
}

process.exitCode = await bench(process.argv.slice(2));
