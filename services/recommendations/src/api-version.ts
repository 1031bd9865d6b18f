import { listOf, oneOf, type TextType } from "@breakwater/service-runtime";

/** The versions of recommendations that this service knows, the oldest first. */
export const apiVersions = ["v1", "v2"] as const;

/** A version of recommendations. */
export type ApiVersion = (typeof apiVersions)[number];

const listed = listOf(oneOf(...apiVersions));

/** Some of the versions, at least one, each once. */
export const someApiVersions: TextType<readonly ApiVersion[]> = {
  parse: (text) => {
    const versions = listed.parse(text) ?? [];
    return versions.length > 0 && new Set(versions).size === versions.length ? versions : undefined;
  },
  expected: `some of ${apiVersions.join(", ")}, each once, with commas between them`,
};
