import { createHash } from "node:crypto";
import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { type AccessRule, type BearerToken, mayCall } from "./access-rules.ts";
import { type Caller, callerKey, peerIdentityKey } from "./call-context.ts";
import type { CallRequest } from "./observe-call.ts";

/** Who is known, and who may call what. */
export interface Access {
  readonly tokens: readonly BearerToken[];
  /** When there are none, everybody may call everything, unless there are tokens: then everybody who is known. */
  readonly rules: readonly AccessRule[];
}

/**
 * Finds out who calls, by the bearer token or else the client certificate, and refuses those who may not: an unknown
 * token or nobody where somebody is asked for as Unauthenticated, somebody else as PermissionDenied.
 */
export function authenticate({ tokens, rules }: Access): Interceptor {
  const names = new Map(tokens.map(({ name, token }) => [digestOf(token), name]));
  const inForce = rules.length > 0 ? rules : [{ method: "*", callers: [tokens.length > 0 ? "*" : "anyone"] }];
  return (next) => async (request) => {
    const caller = callerOf(request, names);
    request.contextValues.set(callerKey, caller);
    const { typeName } = request.service;
    const { name } = request.method;
    if (!mayCall(inForce, { service: typeName, method: name }, caller?.name))
      throw refused(caller, `${typeName}/${name}`);
    return await next(request);
  };
}

function callerOf({ header, contextValues }: CallRequest, names: ReadonlyMap<string, string>): Caller | undefined {
  const authorization = header.get("authorization");
  // Another scheme may be meant for something on the way.
  const [, token] = /^bearer +(\S+) *$/i.exec(authorization ?? "") ?? [];
  if (token !== undefined && names.size > 0) {
    const name = names.get(digestOf(token));
    if (name === undefined) throw unauthenticated("The bearer token is not known here: send a valid one.");
    return { name, by: "token" };
  }
  const identity = contextValues.get(peerIdentityKey);
  return identity === undefined ? undefined : { name: identity, by: "certificate" };
}

function refused(caller: Caller | undefined, method: string): ConnectError {
  if (caller !== undefined) {
    return new ConnectError(`${caller.name} may not call ${method}: its operator can allow it.`, Code.PermissionDenied);
  }
  return unauthenticated(`${method} wants to know who calls: send a bearer token or use a client certificate.`);
}

function unauthenticated(message: string): ConnectError {
  return new ConnectError(message, Code.Unauthenticated, { "www-authenticate": "Bearer" });
}

// Looking up a digest takes no time that tells how much of a token is right.
function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}
