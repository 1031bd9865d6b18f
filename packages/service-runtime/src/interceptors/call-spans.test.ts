import { SpanKind, SpanStatusCode, context, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { TracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeAll, expect, test } from "vitest";
import { all, errorOf, memoryCalls } from "../testing/memory-calls.ts";
import { traceContextKey } from "./call-context.ts";
import { traceCalls } from "./call-spans.ts";

const exporter = new InMemorySpanExporter();
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
const tracer = provider.getTracer("test");
const method = "recommendations.v2.RecommendationsService";

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterEach(() => exporter.reset());

test("the span of a server is under that of its client, and the call knows it", async () => {
  const noted: (string | undefined)[] = [];
  const { books } = memoryCalls({
    client: [traceCalls("client", tracer)],
    server: [traceCalls("server", tracer)],
    recommend: (_, { values }) => {
      noted.push(values.get(traceContextKey)?.parent);
      return {};
    },
  });
  await books.recommend({});
  const [server, client] = exporter.getFinishedSpans();
  expect([server?.name, server?.kind, client?.kind]).toEqual([`${method}/Recommend`, SpanKind.SERVER, SpanKind.CLIENT]);
  expect(server?.parentSpanContext?.spanId).toBe(client?.spanContext().spanId);
  expect(noted).toEqual([`00-${server?.spanContext().traceId}-${server?.spanContext().spanId}-01`]);
});

test("what a stream does between its messages happens under its span", async () => {
  const { books } = memoryCalls({
    server: [traceCalls("server", tracer)],
    async *watchRecommendations() {
      yield {};
      tracer.startSpan("read").end();
      yield {};
    },
  });
  await all(books.watchRecommendations({}));
  const [inner, outer] = exporter.getFinishedSpans();
  expect([inner?.name, outer?.name]).toEqual(["read", `${method}/WatchRecommendations`]);
  expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
});

test("a failed call has its code; only what the server is to blame for is an error of its span", async () => {
  for (const [code, status] of [
    [Code.NotFound, SpanStatusCode.UNSET],
    [Code.Internal, SpanStatusCode.ERROR],
  ] as const) {
    const { books } = memoryCalls({
      server: [traceCalls("server", tracer)],
      recommend: () => {
        throw new ConnectError("no", code);
      },
    });
    await errorOf(books.recommend({}));
    const [span] = exporter.getFinishedSpans();
    expect(span?.status.code).toBe(status);
    expect(span?.attributes["rpc.connect_rpc.error_code"]).toBe(code === Code.NotFound ? "not_found" : "internal");
    exporter.reset();
  }
});

test("without a tracing SDK calls go on, and the trace that came is left as it is", async () => {
  const noted: unknown[] = [];
  const { books } = memoryCalls({
    server: [traceCalls("server", trace.getTracer("none"))],
    recommend: (_, { values }) => {
      noted.push(values.get(traceContextKey));
      return {};
    },
  });
  await books.recommend({});
  expect([noted, exporter.getFinishedSpans()]).toEqual([[undefined], []]);
});
