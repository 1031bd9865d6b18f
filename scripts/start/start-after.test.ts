import { expect, test } from "vitest";
import type { Exit, ServiceFailure, ServiceProcess } from "./service-process.ts";
import { startServices } from "./start-services.ts";
import type { ServiceSpec } from "./services.ts";

interface FakeService extends ServiceProcess {
  readonly listens: (url: string) => void;
  readonly ends: (exit: Exit) => void;
  readonly told: string[];
}

function fakeService(name: string): FakeService {
  const ready = Promise.withResolvers<string>();
  const failed = Promise.withResolvers<ServiceFailure>();
  const exited = Promise.withResolvers<Exit>();
  const told: string[] = [];
  return {
    name,
    logFile: `/logs/${name}`,
    ready: ready.promise,
    failed: failed.promise,
    exited: exited.promise,
    drain: () => void told.push("drain"),
    kill: () => void told.push("kill"),
    listens: ready.resolve,
    ends: (exit) => {
      failed.resolve({ kind: "exited", exit });
      exited.resolve(exit);
    },
    told,
  };
}

const specs: readonly ServiceSpec[] = [
  { name: "shop", entry: "shop.ts", port: 1, about: "a shop", calls: { service: "books", prefix: "BOOKS" } },
  { name: "books", entry: "books.ts", port: 2, about: "its books" },
];

/** The services of a stack, and which were started with which callee. */
function startFakes() {
  const books = fakeService("books");
  const shop = fakeService("shop");
  const started: string[] = [];
  const start = ({ name }: ServiceSpec, callee?: string): ServiceProcess => {
    started.push(callee === undefined ? name : `${name} of ${callee}`);
    return name === "books" ? books : shop;
  };
  const children = startServices(specs, { logFileOf: (name) => `/logs/${name}`, start });
  return { books, shop, started, children };
}

test("a service starts when the one that it calls listens, with its address, and keeps its place", async () => {
  const { books, shop, started, children } = startFakes();
  expect(children.map(({ name, logFile }) => [name, logFile])).toEqual([
    ["shop", "/logs/shop"],
    ["books", "/logs/books"],
  ]);
  expect(started).toEqual(["books"]);
  books.listens("http://127.0.0.1:2");
  shop.listens("http://127.0.0.1:1");
  expect(await Promise.all(children.map(({ ready }) => ready))).toEqual(["http://127.0.0.1:1", "http://127.0.0.1:2"]);
  expect(started).toEqual(["books", "shop of http://127.0.0.1:2"]);
  children[0]?.drain();
  expect(shop.told).toEqual(["drain"]);
  shop.ends({ code: 3, signal: null });
  expect(await children[0]?.failed).toEqual({ kind: "exited", exit: { code: 3, signal: null } });
  expect(await children[0]?.exited).toEqual({ code: 3, signal: null });
});

test("a service that is told to end before its time never starts, and has ended well", async () => {
  const { books, started, children } = startFakes();
  children[0]?.drain();
  expect(await children[0]?.exited).toEqual({ code: 0, signal: null });
  books.listens("http://127.0.0.1:2");
  await books.ready;
  expect(started).toEqual(["books"]);
});
