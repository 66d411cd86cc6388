import type { Plugin } from "vite";

/**
 * What the page may load and run: its own scripts and WebAssembly, no inline script or style, nothing
 * evaluated, no text made into markup or script. Models and images may be fetched from addresses that the reader
 * pastes, so connections over HTTPS and to this machine are open; nothing is ever sent there.
 */
const DIRECTIVES: Record<string, string> = {
  "default-src": "'none'",
  "script-src": "'self' 'wasm-unsafe-eval'",
  "style-src": "'self'",
  "img-src": "'self' blob: data:",
  "font-src": "'self'",
  "connect-src": "'self' https: http://localhost:* http://127.0.0.1:* blob: data:",
  "worker-src": "'self'",
  "manifest-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "require-trusted-types-for": "'script'",
  // That of src/protocol/own-scripts.ts.
  "trusted-types": "default",
};

const policy = Object.entries(DIRECTIVES)
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join("; ");

/** As a header it can also forbid framing, which the meta element cannot; old browsers know only the second header. */
export const POLICY_HEADERS = {
  "Content-Security-Policy": `${policy}; frame-ancestors 'none'`,
  "X-Frame-Options": "DENY",
};

/** Writes the policy into the built page, for hosts that send no headers of their own. */
export function policyInPage(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: policy },
        injectTo: "head-prepend",
      },
    ],
  };
}
