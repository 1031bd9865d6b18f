import { settings as marketplace } from "@breakwater/marketplace-service/settings";
import { settings as recommendations } from "@breakwater/recommendations-service/settings";
import { renderConfigurationPage } from "@breakwater/service-runtime";

/** The text of docs/configuration.md. */
export function configurationPage(): string {
  return renderConfigurationPage([
    { name: "marketplace", settings: marketplace },
    { name: "recommendations", settings: recommendations },
  ]);
}
