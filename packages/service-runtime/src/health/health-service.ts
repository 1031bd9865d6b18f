import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import { type Health, HealthCheckResponse_ServingStatus as Status } from "../third-party/grpc/health/v1/health_pb.ts";
import type { HealthState, ServingStatus } from "./health-state.ts";

/**
 * Serves `grpc.health.v1.Health` (https://github.com/grpc/grpc/blob/master/doc/health-checking.md).
 * @param ending aborted when the server ends its streams: those who watch are told to reconnect
 */
export function createHealthService(state: HealthState, ending: AbortSignal): ServiceImpl<typeof Health> {
  return {
    check: ({ service }) => {
      const status = state.statusOf(service);
      if (status === undefined) throw new ConnectError(`There is no service "${service}" here.`, Code.NotFound);
      return { status: statuses[status] };
    },
    list: () => ({
      statuses: Object.fromEntries(state.services.map((name) => [name, { status: toStatus(state.statusOf(name)) }])),
    }),
    async *watch({ service }, { signal }) {
      const stop = AbortSignal.any([signal, ending]);
      for await (const status of state.watch(service, stop)) yield { status: toStatus(status) };
      if (ending.aborted) throw new ConnectError("The server shuts down: reconnect to another one.", Code.Unavailable);
    },
  };
}

const statuses = { serving: Status.SERVING, "not serving": Status.NOT_SERVING } as const;

function toStatus(status: ServingStatus | undefined): Status {
  return status === undefined ? Status.SERVICE_UNKNOWN : statuses[status];
}
