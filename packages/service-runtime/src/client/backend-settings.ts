import type { SettingsOf, TextType } from "../configuration/setting.ts";
import { type TlsFiles, readCredentials } from "../tls/read-credentials.ts";
import type { TlsConfiguration } from "../tls/tls-settings.ts";

/** Where another service is, and with what it is called. */
export interface BackendConfiguration {
  /** Base address; `https` is mutual TLS, `http` cleartext. */
  readonly url: string;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** What a service says of another one that it calls. */
export interface BackendDescription {
  /** What its variables begin with: "RECOMMENDATIONS". */
  readonly prefix: string;
  /** What it is, for people: "the service that recommends books". */
  readonly title: string;
  /** Its address where nobody sets it; without one it has to be set. */
  readonly defaultUrl?: string;
}

/** How the port shows itself; a service calls others with the same files unless told otherwise. */
export type OwnTls = Omit<TlsConfiguration, "tlsExpiryWarningDays">;

const path: TextType<string> = { parse: (text) => text, expected: "a path" };

const address: TextType<string> = {
  parse: (text) => {
    const url = URL.parse(text);
    const isOrigin = url !== null && /^https?:$/.test(url.protocol) && text.replace(/\/$/, "") === url.origin;
    return isOrigin ? url.origin : undefined;
  },
  expected: "an address without a path, as in https://books.example:8443",
};

/**
 * Settings of a service that calls another one, for its table under keys of its own:
 * `<PREFIX>_URL`, `<PREFIX>_CA_FILE`, `<PREFIX>_CERT_FILE` and `<PREFIX>_KEY_FILE`. With an `https` address the files
 * are read and checked when the service starts.
 */
export function backendSettings({ prefix, title, defaultUrl }: BackendDescription): SettingsOf<BackendConfiguration> {
  const ofPort = (own: string): string => `default: that of ${own} where TLS=mutual`;
  return {
    url: {
      name: `${prefix}_URL`,
      ...(defaultUrl === undefined ? {} : { default: defaultUrl }),
      meaning: `Address of ${title}: with https over mutual TLS, with http in cleartext.`,
      ...address,
      check: (texts) => {
        const textOf = (name: string): string => texts.get(name) ?? "";
        const own = {
          tls: textOf("TLS") === "mutual" ? ("mutual" as const) : ("off" as const),
          tlsCertFile: textOf("TLS_CERT_FILE"),
          tlsKeyFile: textOf("TLS_KEY_FILE"),
          tlsCaFile: textOf("TLS_CA_FILE"),
        };
        const [caFile, certFile, keyFile] = ["CA", "CERT", "KEY"].map((file) => textOf(`${prefix}_${file}_FILE`));
        const files = backendFiles(prefix, { url: textOf(`${prefix}_URL`), caFile, certFile, keyFile }, own);
        return files === undefined ? [] : readCredentials(files).faults;
      },
    },
    caFile: {
      name: `${prefix}_CA_FILE`,
      default: "",
      meaning: `PEM file with the CAs that vouch for ${title}, read again when it changes; ${ofPort("TLS_CA_FILE")}.`,
      ...path,
    },
    certFile: {
      name: `${prefix}_CERT_FILE`,
      default: "",
      meaning: `PEM file with the certificate to show to ${title}, read again when it changes; ${ofPort("TLS_CERT_FILE")}.`,
      ...path,
    },
    keyFile: {
      name: `${prefix}_KEY_FILE`,
      default: "",
      meaning: `PEM file with the private key of that certificate, read again when it changes; ${ofPort("TLS_KEY_FILE")}.`,
      ...path,
    },
  };
}

/** Where the credentials for calls of another service are, and the variables that say so; undefined for cleartext. */
export function backendFiles(
  prefix: string,
  { url, caFile = "", certFile = "", keyFile = "" }: Pick<BackendConfiguration, "url"> & FilesGiven,
  own: OwnTls | undefined,
): TlsFiles | undefined {
  if (!url.startsWith("https:")) return undefined;
  const fallback = own?.tls === "mutual" ? own : { tlsCaFile: "", tlsCertFile: "", tlsKeyFile: "" };
  // A certificate and its key come from one place, or a pair would be mixed from two.
  const isOwnPair = certFile === "" && keyFile === "" && fallback.tlsCertFile !== "";
  const isOwnCa = caFile === "" && fallback.tlsCaFile !== "";
  return {
    mode: "client",
    certFile: isOwnPair ? fallback.tlsCertFile : certFile,
    keyFile: isOwnPair ? fallback.tlsKeyFile : keyFile,
    caFile: isOwnCa ? fallback.tlsCaFile : caFile,
    variables: {
      cert: isOwnPair ? "TLS_CERT_FILE" : `${prefix}_CERT_FILE`,
      key: isOwnPair ? "TLS_KEY_FILE" : `${prefix}_KEY_FILE`,
      ca: isOwnCa ? "TLS_CA_FILE" : `${prefix}_CA_FILE`,
      neededBy: `the https of ${prefix}_URL`,
    },
  };
}

interface FilesGiven {
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}
