import { secureHeaders } from "hono/secure-headers";
import type { ShopMiddleware } from "./context.ts";

const self = ["'self'"];

/**
 * Headers that tell browsers how little these pages need: style, script, icon, live list and forms of the shop itself,
 * nothing inline, nothing from elsewhere, no frames.
 * @param isSecure whether browsers get here over TLS, and are to stay with it
 */
export function securityHeaders(isSecure: boolean): ShopMiddleware {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: self,
      scriptSrc: self,
      imgSrc: self,
      connectSrc: self,
      formAction: self,
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    strictTransportSecurity: isSecure ? "max-age=31536000" : false,
    // Not "no-referrer", with which browsers send forms without their origin.
    referrerPolicy: "same-origin",
    crossOriginOpenerPolicy: "same-origin",
    crossOriginResourcePolicy: "same-origin",
    xFrameOptions: "DENY",
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [] },
  });
}
