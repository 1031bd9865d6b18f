import { FeedbackKind } from "@breakwater/recommendations/v2";
import { createLog } from "@breakwater/service-runtime";
import { expect, test } from "vitest";
import { StoreFault } from "./store/store-fault.ts";
import type { Store } from "./store/store.ts";
import { tellStoreFaults } from "./tell-store-faults.ts";
import { failureOf } from "./testing/error-info.ts";
import { memoryApi } from "./testing/memory-api.ts";

const answers = [
  { kind: "unavailable", code: "Unavailable" },
  { kind: "read-only", code: "Unavailable" },
  { kind: "full", code: "ResourceExhausted" },
  { kind: "unusable", code: "Internal" },
] as const;

for (const { kind, code } of answers) {
  test(`a write to data that is ${kind} is answered with ${code}, and only the log says what the fault says`, async () => {
    const logged: string[] = [];
    const fail = (): Promise<never> => Promise.reject(new StoreFault(kind, "for the operator"));
    const store: Store = { books: fail, taste: fail, record: fail, secret: fail, close: fail };
    const log = createLog((line) => logged.push(line));
    const told = tellStoreFaults(store, log);
    await using api = await memoryApi({ record: (feedback, at) => told.record(feedback, at) });
    const request = { userId: "u", bookId: "book-1", kind: FeedbackKind.LIKE, requestId: crypto.randomUUID() };
    const failure = await failureOf(api.v2.recordFeedback(request));
    expect(failure.code).toBe(code);
    expect(JSON.stringify(failure)).not.toContain("operator");
    expect([...logged, ...api.logged].join("")).toContain("for the operator");
  });
}
