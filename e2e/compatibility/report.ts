import { isDeepStrictEqual } from "node:util";
import type { Answer, Consumer } from "./consumer.ts";
import { type Addresses, protocols } from "./programs/protocols.ts";

/** A server that clients are tried against. */
export interface Server {
  readonly name: string;
  readonly addresses: Addresses;
}

/** A part of an answer that is not what it should be. */
export interface Difference {
  readonly protocol: string;
  readonly part: string;
  readonly found: unknown;
  readonly expected: unknown;
}

/** Compares what clients read with what they should, and keeps a line for each pair and protocol. */
export class Report {
  readonly #lines: string[] = [];

  /** Runs a program of a consumer against a server; returns in what its answers are not `expected`. */
  async compare(
    [client, server]: readonly [Consumer, Server],
    program: string,
    expected: (protocol: string) => Answer,
  ): Promise<Difference[]> {
    const answers = await client.run(program, server.addresses);
    const pair = `${client.release} → ${server.name}`.padEnd(27);
    return protocols.flatMap(({ name: protocol }) => {
      const parts = partsOf(answers.get(protocol), expected(protocol));
      const words = parts.map(({ part, isSame }) => `${part} ${isSame ? "ok" : "DIFFERS"}`);
      this.#lines.push(`${pair} ${protocol.padEnd(35)} ${words.join(", ")}`);
      return parts.flatMap(({ isSame, ...part }) => (isSame ? [] : [{ protocol, ...part }]));
    });
  }

  /** A line for each pair of client and server and each protocol. */
  toString(): string {
    return this.#lines.join("\n");
  }
}

interface Part extends Omit<Difference, "protocol"> {
  readonly isSame: boolean;
}

function partsOf(answer: Answer | undefined, expected: Answer): Part[] {
  return Object.entries(expected).map(([part, wanted]) => {
    const found = answer?.[part];
    return { part, found, expected: wanted, isSame: isDeepStrictEqual(found, wanted) };
  });
}
