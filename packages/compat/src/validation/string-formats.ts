/** A form of string that a rule asks for by name. */
interface StringFormat {
  /** Formats that have every string of this one. */
  readonly within?: readonly string[];
  /** Strings of this form, short ones first. */
  readonly samples: readonly string[];
}

const uuid = "00000000-0000-4000-8000-000000000000";

// Names as in ProtoJSON of buf.validate.StringRules. HTTP headers have their names from buf.validate.KnownRegex.
const formats: Readonly<Record<string, StringFormat>> = {
  email: { samples: ["a@b.co"] },
  hostname: { within: ["address"], samples: ["a", "a.co"] },
  ip: { within: ["address"], samples: ["1.1.1.1", "::1"] },
  ipv4: { within: ["ip", "address"], samples: ["1.1.1.1"] },
  ipv6: { within: ["ip", "address"], samples: ["::1"] },
  uri: { within: ["uriRef"], samples: ["a:b", "https://a.co/"] },
  uriRef: { samples: ["/a", "a:b", "?"] },
  address: { samples: ["a", "1.1.1.1", "::1"] },
  uuid: { samples: [uuid] },
  tuuid: { samples: [uuid.replaceAll("-", "")] },
  ipWithPrefixlen: { samples: ["1.1.1.1/8", "::1/8", "1.0.0.0/8", "::/8"] },
  ipv4WithPrefixlen: { within: ["ipWithPrefixlen"], samples: ["1.1.1.1/8", "1.0.0.0/8"] },
  ipv6WithPrefixlen: { within: ["ipWithPrefixlen"], samples: ["::1/8", "::/8"] },
  ipPrefix: { within: ["ipWithPrefixlen"], samples: ["1.0.0.0/8", "::/8"] },
  ipv4Prefix: { within: ["ipPrefix", "ipv4WithPrefixlen", "ipWithPrefixlen"], samples: ["1.0.0.0/8"] },
  ipv6Prefix: { within: ["ipPrefix", "ipv6WithPrefixlen", "ipWithPrefixlen"], samples: ["::/8"] },
  hostAndPort: { samples: ["a:1", "1.1.1.1:1", "[::1]:1"] },
  ulid: { samples: ["01ARZ3NDEKTSV4RRFFQ69G5FAV"] },
  protobufFqn: { samples: ["a", "a.v1.M"] },
  protobufDotFqn: { samples: [".a", ".a.v1.M"] },
  strictHeaderName: { within: ["looseHeaderName"], samples: ["a", ":a"] },
  looseHeaderName: { samples: ["a b", "é"] },
  strictHeaderValue: { within: ["looseHeaderValue"], samples: ["a", "\t"] },
  looseHeaderValue: { samples: ["\u0001", "a"] },
};

const headerRules: Readonly<Record<string, string>> = {
  KNOWN_REGEX_HTTP_HEADER_NAME: "HeaderName",
  KNOWN_REGEX_HTTP_HEADER_VALUE: "HeaderValue",
};

/** Whether every string of one form is also of another. */
export function isSubformat(name: string, other: string): boolean {
  return formats[name]?.within?.includes(other) ?? false;
}

/** The empty string is a relative reference and the value of an HTTP header, and of no other form. */
export function formatAcceptsEmpty(name: string): boolean {
  return name === "uriRef" || name.endsWith("HeaderValue");
}

/** Names of the formats that are rules of their own. */
export const formatRules: readonly string[] = Object.keys(formats).filter((name) => !/Header(Name|Value)$/.test(name));

/** Strings of all forms: those of one are the tests of another. */
export const formatSamples: readonly string[] = [...new Set(Object.values(formats).flatMap(({ samples }) => samples))];

/** The format for a value of buf.validate.KnownRegex. */
export function headerFormat(knownRegex: string, isStrict: boolean): string | undefined {
  const name = headerRules[knownRegex];
  return name === undefined ? undefined : `${isStrict ? "strict" : "loose"}${name}`;
}
