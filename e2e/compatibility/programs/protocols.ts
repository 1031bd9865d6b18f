import type { Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  Http2SessionManager,
} from "@connectrpc/connect-node";

/** Where a server listens; both may be one address. */
export interface Addresses {
  /** Base address for HTTP/1.1. */
  readonly http1: string;
  /** Base address for HTTP/2 in cleartext. */
  readonly http2: string;
}

/** A way to call a server, which closes its connection when it is disposed. */
export interface Connection extends Disposable {
  readonly transport: Transport;
}

/** A protocol in a version of HTTP. */
export interface Protocol {
  readonly name: string;
  readonly connect: (to: Addresses) => Connection;
}

/** Each protocol in each version of HTTP that it works over, Connect in both codecs. */
export const protocols: readonly Protocol[] = [
  {
    name: "Connect, HTTP/1.1",
    connect: ({ http1 }) => idle(createConnectTransport({ baseUrl: http1, httpVersion: "1.1" })),
  },
  {
    name: "Connect, HTTP/2",
    connect: ({ http2 }) => {
      return session(http2, (sessionManager) => {
        return createConnectTransport({ baseUrl: http2, httpVersion: "2", sessionManager });
      });
    },
  },
  {
    name: "Connect with JSON and GET, HTTP/1.1",
    connect: ({ http1 }) => {
      const json = { useBinaryFormat: false, useHttpGet: true };
      return idle(createConnectTransport({ baseUrl: http1, httpVersion: "1.1", ...json }));
    },
  },
  {
    name: "gRPC, HTTP/2",
    connect: ({ http2 }) => {
      return session(http2, (sessionManager) => createGrpcTransport({ baseUrl: http2, sessionManager }));
    },
  },
  {
    name: "gRPC-Web, HTTP/1.1",
    connect: ({ http1 }) => idle(createGrpcWebTransport({ baseUrl: http1, httpVersion: "1.1" })),
  },
  {
    name: "gRPC-Web, HTTP/2",
    connect: ({ http2 }) => {
      return session(http2, (sessionManager) => {
        return createGrpcWebTransport({ baseUrl: http2, httpVersion: "2", sessionManager });
      });
    },
  },
];

/** The addresses that a program was started with: for HTTP/1.1 and for HTTP/2. */
export function addressesIn([, , http1 = "", http2 = ""]: readonly string[]): Addresses {
  return { http1, http2 };
}

/** Over HTTP/1.1, Node keeps no process alive for a connection that is not used. */
function idle(transport: Transport): Connection {
  return { transport, [Symbol.dispose]: () => undefined };
}

/** Over HTTP/2, an open session keeps the process alive until the server ends it. */
function session(address: string, connect: (manager: Http2SessionManager) => Transport): Connection {
  const manager = new Http2SessionManager(address);
  return { transport: connect(manager), [Symbol.dispose]: () => manager.abort() };
}
