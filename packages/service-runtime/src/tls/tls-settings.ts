import { integer, oneOf } from "../configuration/text-types.ts";
import type { SettingsOf, TextType } from "../configuration/setting.ts";
import { type TlsFiles, readCredentials } from "./read-credentials.ts";

/** What an operator can say about TLS. */
export interface TlsConfiguration {
  readonly tls: "off" | "server" | "mutual";
  readonly tlsCertFile: string;
  readonly tlsKeyFile: string;
  readonly tlsCaFile: string;
  readonly tlsExpiryWarningDays: number;
}

const path: TextType<string> = { parse: (text) => text, expected: "a path" };

/** The part of a configuration table that is about TLS. */
export const tlsSettings: SettingsOf<TlsConfiguration> = {
  tls: {
    name: "TLS",
    default: "off",
    meaning: "Who shows a certificate on the port for calls: nobody (cleartext), the server, or callers as well.",
    ...oneOf("off", "server", "mutual"),
    check: (texts) => {
      const files = tlsFilesOf({
        tls: tlsSettings.tls.parse(texts.get("TLS") ?? "") ?? "off",
        tlsCertFile: texts.get("TLS_CERT_FILE") ?? "",
        tlsKeyFile: texts.get("TLS_KEY_FILE") ?? "",
        tlsCaFile: texts.get("TLS_CA_FILE") ?? "",
      });
      return files === undefined ? [] : readCredentials(files).faults;
    },
  },
  tlsCertFile: {
    name: "TLS_CERT_FILE",
    default: "",
    meaning: "PEM file with the certificate of the server and those between it and its CA; read again when it changes.",
    ...path,
  },
  tlsKeyFile: {
    name: "TLS_KEY_FILE",
    default: "",
    meaning: "PEM file with the private key of that certificate; read again when it changes.",
    ...path,
  },
  tlsCaFile: {
    name: "TLS_CA_FILE",
    default: "",
    meaning: "PEM file with the CAs whose certificates callers show, for TLS=mutual; read again when it changes.",
    ...path,
  },
  tlsExpiryWarningDays: {
    name: "TLS_EXPIRY_WARNING_DAYS",
    default: "14",
    meaning:
      "Days before the end of the certificate from which on the log warns, at the start, at each reload and daily.",
    ...integer(0, 365),
  },
};

/** Where the credentials are that a configuration asks for; undefined for cleartext. */
export function tlsFilesOf(configuration: Omit<TlsConfiguration, "tlsExpiryWarningDays">): TlsFiles | undefined {
  const { tls: mode, tlsCertFile: certFile, tlsKeyFile: keyFile, tlsCaFile: caFile } = configuration;
  return mode === "off" ? undefined : { mode, certFile, keyFile, caFile };
}
