import { X509Certificate, createPrivateKey } from "node:crypto";
import { expect, test } from "vitest";
import { issueCertificate } from "./issue-certificate.ts";

const validity = { notBefore: new Date("2030-01-01T00:00:00Z"), notAfter: new Date("2030-01-08T00:00:00Z") };

test("a leaf says what was asked, for a P-256 key, and its CA vouches for it", async () => {
  const issuer = await issueCertificate({ commonName: "A CA", ...validity });
  const leaf = await issueCertificate({
    commonName: "a leaf",
    issuer,
    usages: ["client"],
    names: [
      { type: "dns", value: "localhost" },
      { type: "ip", value: "127.0.0.1" },
      { type: "url", value: "spiffe://a.test/x" },
    ],
    ...validity,
  });
  const authority = new X509Certificate(issuer.certificate);
  const certificate = new X509Certificate(leaf.certificate);
  expect([authority.ca, certificate.ca]).toEqual([true, false]);
  expect([certificate.subject, certificate.issuer]).toEqual(["CN=a leaf", "CN=A CA"]);
  expect(certificate.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, URI:spiffe://a.test/x");
  expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
  expect([certificate.validFromDate, certificate.validToDate]).toEqual([validity.notBefore, validity.notAfter]);
  expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  expect(certificate.checkPrivateKey(createPrivateKey(leaf.key))).toBe(true);
  expect(certificate.checkIssued(authority) && certificate.verify(authority.publicKey)).toBe(true);
});

test("another CA of the same name does not vouch for it", async () => {
  const issuer = await issueCertificate({ commonName: "A CA", ...validity });
  const other = await issueCertificate({ commonName: "A CA", ...validity });
  const leaf = new X509Certificate((await issueCertificate({ commonName: "x", issuer, ...validity })).certificate);
  expect(leaf.verify(new X509Certificate(other.certificate).publicKey)).toBe(false);
});

test("an issuer that is none is refused", async () => {
  const request = issueCertificate({ commonName: "x", issuer: { certificate: "x", key: "y" }, ...validity });
  await expect(request).rejects.toThrow(/./);
});
