import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { banner } from "./banner.ts";
import { services } from "./services.ts";

const facts = {
  pid: 4_194_304,
  data: ".data",
  services: services.map(({ name, about }) => ({ name, about, url: "http://127.0.0.1:65535" })),
  color: false,
};

test("the banner of the real services fits 80 columns", () => {
  const widths = banner(facts)
    .split("\n")
    .map((line) => line.length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(80);
});

test("each command to try names the URL that the service has", () => {
  expect(banner(facts)).toContain("  http://127.0.0.1:65535/recommendations.v1.RecommendationsService/Recommend\n");
  expect(banner(facts)).toContain("  npx --yes pnpm@12.21.0 --silent recommend http://127.0.0.1:65535\n");
  expect(banner(facts)).toContain("  npx --yes pnpm@12.21.0 breakwater check\n");
});

test("with TLS the table tells where the certificates are, and the call shows them", () => {
  const secure = facts.services.map((service) => ({ ...service, url: service.url.replace("http:", "https:") }));
  const text = banner({ ...facts, services: secure, certificates: ".data/certs" });
  expect(text).toContain("certificates are in .data/certs\n");
  expect(text).toContain("  curl -s --cacert .data/certs/ca.crt \\\n");
  expect(text).toContain("--cert .data/certs/client.crt --key .data/certs/client.key \\\n");
  expect(text).toContain("  npx --yes pnpm@12.21.0 --silent recommend https://127.0.0.1:65535 .data/certs\n");
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});

test("colour changes nothing but colour", () => {
  const colored = banner({ ...facts, color: true });
  expect(colored).not.toBe(banner(facts));
  expect(stripVTControlCharacters(colored)).toBe(banner(facts));
});
