import type { DescService } from "@bufbuild/protobuf";
import type { Interceptor } from "@connectrpc/connect";
import { createHealthService } from "./health/health-service.ts";
import type { HealthState } from "./health/health-state.ts";
import { limitStreamAge } from "./interceptors/limit-stream-age.ts";
import { reflect } from "./reflection/reflection-service.ts";
import { SchemaFiles } from "./reflection/schema-files.ts";
import type { Api } from "./server/api.ts";
import { Health } from "./third-party/grpc/health/v1/health_pb.ts";
import { ServerReflection as V1 } from "./third-party/grpc/reflection/v1/reflection_pb.ts";
import { ServerReflection as V1Alpha } from "./third-party/grpc/reflection/v1alpha/reflection_pb.ts";

/** What every server answers beside its own API. */
export interface InfrastructureParts {
  readonly health: HealthState;
  /** The services to tell of by reflection; undefined for no reflection. */
  readonly services: readonly DescService[] | undefined;
  /** Aborted when streams have to end. */
  readonly ending: AbortSignal;
  /** Longest time of a stream, milliseconds; 0 for any time. */
  readonly streamMaxAgeMs: number;
  /** What every call runs through, the outermost first. */
  readonly interceptors: Interceptor[];
}

// Questions of these services are short.
const readMaxBytes = 64 * 1024;

/** Health (`grpc.health.v1`), and reflection (`grpc.reflection.v1` and `v1alpha`) where it is on. */
export function createInfrastructure(parts: InfrastructureParts): Api {
  const { health, services, ending, streamMaxAgeMs, interceptors } = parts;
  return {
    routes: (router) => {
      router.service(Health, createHealthService(health, ending));
      if (services === undefined) return;
      const files = new SchemaFiles([...services, Health, V1, V1Alpha]);
      router.service(V1, { serverReflectionInfo: (questions) => reflect(files, questions) });
      router.service(V1Alpha, { serverReflectionInfo: (questions) => reflect(files, questions) });
    },
    options: { readMaxBytes, interceptors: [...interceptors, limitStreamAge(streamMaxAgeMs)] },
  };
}
