export { type CertificateRequest, type Identity, issueCertificate } from "./issue-certificate.ts";
