/**
 * Measures Recommend v1 of the service over every protocol, version of HTTP and TLS, against peers that give the same
 * answer from memory: Connect's bare adapter, @grpc/grpc-js, fastify, and node:http and node:http2 without anything as
 * the limit. Each server runs in a process of its own and the load in this one, on the same machine, so the ratios say
 * more than the figures: not how many calls a machine can serve, but what each layer costs.
 */
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { CONCURRENCY, type Effort, measureRpc, profileRpc } from "./rpc/measure.ts";
import { updateSection } from "./rpc/update-section.ts";

const help = `Measures Recommend over Connect, gRPC and gRPC-Web against peers in the same run.

usage: npx --yes pnpm@12.21.0 bench rpc [--calls N] [--rounds N] [--profile] [--update FILE]

  --calls N      calls per round and target, default 1000
  --rounds N     rounds, default 5
  --profile      instead of the table, where the service's processor time goes
  --update FILE  put the result in its section of a page, as in docs/performance.md

The service is the whole one: limits, interceptors, validation, ranking, store. The peers give the same answer
from memory. SERVICE IS is the service's requests per second as a share of the peer's; CPU US is the server's
processor time for a call in microseconds; BYTES are those of a call on the wire, both ways.
`;

interface Options extends Effort {
  readonly profile: boolean;
  readonly update: string | undefined;
}

function readOptions(argv: string[]): Options | "help" {
  const options = {
    calls: { type: "string", default: "1000" },
    rounds: { type: "string", default: "5" },
    profile: { type: "boolean", default: false },
    update: { type: "string" },
    help: { type: "boolean", default: false },
  } as const;
  const { values } = parseArgs({ args: argv, options });
  if (values.help) return "help";
  const whole = (name: "calls" | "rounds"): number => {
    if (!/^[1-9]\d*$/.test(values[name]))
      throw new Error(`--${name} needs a whole number from 1, not '${values[name]}'`);
    return Number(values[name]);
  };
  return { calls: whole("calls"), rounds: whole("rounds"), profile: values.profile, update: values.update };
}

function titleOf({ calls, rounds, profile }: Options): string {
  const [cpu] = cpus();
  const machine = `Node ${process.version}, ${cpus().length} × ${cpu?.model.trim() ?? "unknown"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  const what = profile ? `one profile of ${calls * rounds} calls` : `${rounds} rounds of ${calls} calls`;
  return `Recommend v1: ${what}, ${CONCURRENCY} in flight\n${machine}, ${new Date().toISOString().slice(0, 10)}`;
}

async function main(argv: string[]): Promise<number> {
  let options: Options | "help";
  try {
    options = readOptions(argv);
  } catch (error) {
    console.error(`bench rpc: ${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return 2;
  }
  if (options === "help") {
    console.log(help);
    return 0;
  }
  // On a terminal only: a long run should not look like one that hangs.
  const onProgress = (text: string): void => void (process.stderr.isTTY && process.stderr.write(`${text}\n`));
  const body = options.profile ? await profileRpc(options) : await measureRpc(options, onProgress);
  const result = `${titleOf(options)}\n\n${body}`;
  process.stdout.write(result);
  if (options.update !== undefined) updateSection(options.update, options.profile ? "profile" : "table", result);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
