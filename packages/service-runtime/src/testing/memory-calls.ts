import { RecommendationsService } from "@breakwater/recommendations/v2";
import {
  type Client,
  ConnectError,
  type Interceptor,
  type ServiceImpl,
  createClient,
  createRouterTransport,
} from "@connectrpc/connect";
import { type Log, createLog } from "../server/log.ts";
import { ServerReflection } from "../third-party/grpc/reflection/v1/reflection_pb.ts";

/** Calls of all kinds that stay in memory. */
export interface MemoryCalls {
  /** Unary calls and streams of a server. */
  readonly books: Client<typeof RecommendationsService>;
  /** Streams in both directions. */
  readonly reflection: Client<typeof ServerReflection>;
}

/** What calls run through, and what answers them; by default each gets one empty answer. */
export interface MemoryParts extends Partial<ServiceImpl<typeof RecommendationsService>> {
  readonly server?: Interceptor[];
  readonly client?: Interceptor[];
  readonly reflect?: ServiceImpl<typeof ServerReflection>["serverReflectionInfo"];
}

/** Makes clients for a server in the same process. */
export function memoryCalls({ server = [], client = [], reflect, ...methods }: MemoryParts): MemoryCalls {
  const transport = createRouterTransport(
    (router) => {
      router.service(RecommendationsService, {
        recommend: () => ({}),
        recordFeedback: () => ({}),
        async *watchRecommendations() {
          yield {};
        },
        ...methods,
      });
      router.service(ServerReflection, { serverReflectionInfo: reflect ?? echo });
    },
    { router: { interceptors: server }, transport: { interceptors: client } },
  );
  return {
    books: createClient(RecommendationsService, transport),
    reflection: createClient(ServerReflection, transport),
  };
}

async function* echo(asked: AsyncIterable<{ readonly host: string }>): AsyncGenerator<{ validHost: string }> {
  for await (const { host } of asked) yield { validHost: host };
}

/** Questions for `reflection`, one for each host. */
export async function* questions(...hosts: readonly string[]): AsyncGenerator<{ host: string }> {
  for (const host of hosts) yield { host };
}

/** All messages of a stream. */
export async function all<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const message of messages) read.push(message);
  return read;
}

/** The error of a call that must fail. */
export async function errorOf(call: Promise<unknown>): Promise<ConnectError> {
  try {
    await call;
  } catch (error) {
    return ConnectError.from(error);
  }
  throw new Error("the call did not fail");
}

/** A log whose lines are kept. */
export interface KeptLog {
  readonly log: Log;
  readonly lines: () => Record<string, unknown>[];
}

/** Makes one. */
export function keptLog(): KeptLog {
  const lines: string[] = [];
  return { log: createLog((line) => lines.push(line)), lines: () => lines.map((line) => JSON.parse(line)) };
}
