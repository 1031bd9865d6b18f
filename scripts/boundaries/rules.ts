import type { Import, Module } from "./module.ts";

/** A ban on what a module may import or use. */
export interface Rule {
  /** Names the rule in findings and its fixture folder. */
  readonly id: string;
  readonly reason: string;
  /** The lines of `module` that violate it, each with what stands there. */
  readonly violations: (module: Module) => { readonly line: number; readonly what: string }[];
}

const databases = [/^sqlite$/, /^pg$/, /^kysely$/];

/** The direction of imports between the folders of the repository, one rule per ban. */
export const rules = [
  {
    id: "gen-imports",
    reason: "a client is generated code on the protobuf runtime and nothing else, so that it can be installed alone",
    violations: bannedImports(
      isIn("gen/"),
      ({ target, specifier }) =>
        target.kind !== "relative" && !/^@bufbuild\/(protobuf|protovalidate\/gen)(\/|$)/.test(specifier),
    ),
  },
  {
    id: "schema-imports",
    reason: "loading schemas knows nothing of what is done with them; only generated code is below it",
    violations: workspaceImportsOtherThan("packages/schema", ["gen/"]),
  },
  {
    id: "compat-imports",
    reason: "the engine of compatibility stands on the schema model alone",
    violations: workspaceImportsOtherThan("packages/compat", ["packages/schema"]),
  },
  {
    id: "compat-no-io",
    reason: "the engine is pure: what it judges is passed to it, so that it runs and is tested anywhere",
    violations: bannedImports(
      ({ path, isTest }) => path.startsWith("packages/compat/") && !isTest,
      ({ target }) => target.kind === "builtin",
    ),
  },
  {
    id: "gate-imports",
    reason: "the command line stands on the engine and the schemas, never on a service",
    violations: workspaceImportsOtherThan("packages/gate", ["packages/compat", "packages/schema", "gen/"]),
  },
  {
    id: "gate-process",
    reason: "the command line is a function of arguments and streams; only its main.ts knows the process",
    violations: (module) => {
      if (!module.path.startsWith("packages/gate/src/") || module.path === "packages/gate/src/main.ts") return [];
      if (module.isTest) return [];
      const imports = module.imports.filter(({ target }) => target.kind === "builtin" && target.name === "process");
      const lines = [...module.processUses, ...imports.map(({ line }) => line)];
      return [...new Set(lines)].map((line) => ({ line, what: "uses process" }));
    },
  },
  {
    id: "service-runtime-imports",
    reason: "what every service needs cannot know any one of them",
    violations: workspaceImportsOtherThan("packages/service-runtime", ["gen/"]),
  },
  {
    id: "testkit-imports",
    reason: "test helpers are below everything that is tested with them",
    violations: workspaceImportsOtherThan("packages/testkit", ["packages/certificates", "gen/"]),
  },
  {
    id: "testkit-in-tests",
    reason: "test helpers are no part of what is shipped",
    violations: bannedImports(
      ({ path, isTest }) => !isTest && !/^(e2e|bench|packages\/testkit|scripts\/screenshots)\//.test(path),
      ({ target }) => target.kind === "workspace" && target.folder === "packages/testkit",
    ),
  },
  {
    id: "services-apart",
    reason: "services talk over their contracts; a service imports another one's generated client, never its code",
    violations: (module) =>
      bannedImports(isIn("services/"), ({ target }) => {
        const folder = target.kind === "relative" || target.kind === "workspace" ? target.folder : "";
        return folder.startsWith("services/") && folder !== module.folder;
      })(module),
  },
  {
    id: "service-imports",
    reason: "a service stands on the runtime, the engine, the schemas and generated clients",
    violations: workspaceImportsOtherThan("services/", [
      "packages/service-runtime",
      "packages/compat",
      "packages/schema",
      "gen/",
      // services-apart says it better
      "services/",
    ]),
  },
  {
    id: "domain-imports",
    reason:
      "the domain knows neither Connect, HTTP nor SQL, only the store's interface, so that both can be replaced and it is tested without them",
    violations: layerImports(
      "domain",
      ["rpc", "store", "server", "web", "backend"],
      [/^@connectrpc\//, /^hono$/, ...databases],
    ),
  },
  {
    id: "store-imports",
    reason: "a store keeps what the domain gives it; it knows no request",
    violations: layerImports("store", ["rpc"], [/^@connectrpc\//]),
  },
  {
    id: "rpc-imports",
    reason: "rpc translates between messages and the domain; what it stores goes through the domain",
    violations: layerImports("rpc", ["store"], databases),
  },
  {
    id: "e2e-black-box",
    reason: "journeys use what users use: built entries, processes and generated clients",
    violations: workspaceImportsOtherThan("e2e", ["gen/", "packages/testkit"]),
  },
  {
    id: "package-by-name",
    reason: "a relative import around a package's name makes second copies of its classes and bypasses its surface",
    violations: (module) =>
      bannedImports(
        () => true,
        ({ target }) => target.kind === "relative" && target.folder !== module.folder,
      )(module),
  },
  {
    id: "no-deep-import",
    reason: "what a package does not export may change at any time",
    violations: bannedImports(
      () => true,
      ({ target }) => target.kind === "workspace" && !target.exported,
    ),
  },
  {
    id: "explicit-surface",
    reason: "a public surface is an explicit list, so that nothing becomes public unseen",
    violations: ({ path, starExports }) =>
      path.startsWith("gen/") ? [] : starExports.map((line) => ({ line, what: "exports *" })),
  },
] as const satisfies readonly Rule[];

/** Names of the rules about one module; `no-cycles` is about all of them. */
export type RuleId = (typeof rules)[number]["id"];

function isIn(prefix: string): (module: Module) => boolean {
  return ({ path }) => path.startsWith(prefix);
}

function bannedImports(
  applies: (module: Module) => boolean,
  isBanned: (imported: Import) => boolean,
): Rule["violations"] {
  return (module) => {
    if (!applies(module)) return [];
    return module.imports.filter(isBanned).map(({ line, specifier }) => ({ line, what: `imports ${specifier}` }));
  };
}

/** Imports of other workspace packages than those allowed; test helpers are free to tests. */
function workspaceImportsOtherThan(folder: string, allowed: readonly string[]): Rule["violations"] {
  return (module) => {
    const isAllowed = (target: string): boolean =>
      target === module.folder ||
      target === "packages/testkit" ||
      allowed.some((prefix) => (prefix.endsWith("/") ? target.startsWith(prefix) : target === prefix));
    return bannedImports(
      () => (folder.endsWith("/") ? module.folder.startsWith(folder) : module.folder === folder),
      ({ target }) => target.kind === "workspace" && !isAllowed(target.folder),
    )(module);
  };
}

/** Imports that cross the layers of a service the wrong way. Tests wire layers as main.ts does and are free. */
function layerImports(layer: string, layers: readonly string[], libraries: readonly RegExp[]): Rule["violations"] {
  return bannedImports(
    ({ path, isTest }) => !isTest && layerOf(path) === layer,
    ({ target }) => {
      if (target.kind === "relative") {
        const isAllowed = layer === "domain" && isStoreInterface(target.path);
        return !isAllowed && layers.includes(layerOf(target.path) ?? "");
      }
      return target.kind !== "workspace" && libraries.some((library) => library.test(target.name));
    },
  );
}

// What is behind the interface is chosen where the service is put together; the domain knows the interface alone.
function isStoreInterface(path: string): boolean {
  return /^services\/[^/]+\/src\/store\/store\.ts$/.test(path);
}

function layerOf(path: string): string | undefined {
  return /^services\/[^/]+\/src\/([^/]+)\//.exec(path)?.[1];
}
