import { expect, test } from "vitest";
import { createSeal } from "./seal.ts";
import { beginSession, isRipe, readSession, SESSION_MS, writeSession } from "./session.ts";

const seal = createSeal("a secret of the test, which is long enough");
const now = Date.UTC(2030, 0, 1);

test("a session is read back until it ends", () => {
  const session = beginSession(now);
  expect(session.readerId).toMatch(/^[\w-]{22}$/);
  const token = writeSession(seal, session);
  expect(readSession(seal, token, now)).toEqual(session);
  expect(readSession(seal, token, now + SESSION_MS)).toBeUndefined();
  expect(readSession(seal, `${token}x`, now)).toBeUndefined();
  // Sealed by the shop, for something else.
  expect(readSession(seal, seal.close("form", `x ${now + 1}`), now)).toBeUndefined();
});

test("two sessions are of two readers, and one that is renewed keeps its own", () => {
  const session = beginSession(now);
  expect(beginSession(now).readerId).not.toBe(session.readerId);
  expect(beginSession(now + 5, session.readerId)).toEqual({ readerId: session.readerId, endsAt: now + 5 + SESSION_MS });
});

test("a session is ripe in its second half", () => {
  const session = beginSession(now);
  expect(isRipe(session, now + SESSION_MS / 2)).toBe(false);
  expect(isRipe(session, now + SESSION_MS / 2 + 1)).toBe(true);
});
