export type { Application } from "./application.ts";
export { type BuildInfo, readVersion, versionText } from "./build-info.ts";
export { type BackendConfiguration, backendSettings } from "./client/backend-settings.ts";
export { type ClientParts, clientInterceptors } from "./client/client-interceptors.ts";
export { type Backend, type BackendOptions, connectBackend } from "./client/connect-backend.ts";
export { refusedStreamIsUnavailable } from "./client/refused-stream.ts";
export { ConfigurationFault } from "./configuration/configuration-fault.ts";
export { type ConfiguredService, renderConfigurationPage } from "./configuration/configuration-page.ts";
export { printConfiguration } from "./configuration/print-configuration.ts";
export {
  type Configured,
  type EffectiveSetting,
  type Environment,
  fileVariable,
  readConfiguration,
} from "./configuration/read-configuration.ts";
export type { Setting, SettingsOf, TextType } from "./configuration/setting.ts";
export { flag, integer, listOf, nonEmpty, oneOf } from "./configuration/text-types.ts";
export { peerIdentityKey } from "./interceptors/call-context.ts";
export { type ErrorMapping, type Refusal, reasonedError, runtimeReasons } from "./interceptors/reasoned-error.ts";
export { type ServerParts, serverInterceptors } from "./interceptors/server-interceptors.ts";
export { runUntilStopped, type ServiceCommand } from "./run-service.ts";
export { type RuntimeConfiguration, runtimeSettings } from "./runtime-settings.ts";
export type { Api } from "./server/api.ts";
export type { RequestListener } from "./server/http.ts";
export { type Log, createLog } from "./server/log.ts";
export { type Listener, listen } from "./server/one-port.ts";
export { createRequestListener } from "./server/request-listener.ts";
export { type RuntimeParts, type Service, startService } from "./start-service.ts";
export { ErrorInfoSchema } from "./third-party/google/rpc/error_details_pb.ts";
export { Health, HealthCheckResponse_ServingStatus } from "./third-party/grpc/health/v1/health_pb.ts";
