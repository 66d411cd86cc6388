interface TrustedTypes {
  /** Null until there is one; there can be but one. */
  defaultPolicy: unknown;
  createPolicy(
    name: "default",
    rules: { createHTML: () => string; createScriptURL: (url: string) => string },
  ): unknown;
}

/**
 * Where the Content-Security-Policy requires trusted types: allows workers from the lab's own files only, and
 * no markup made from text. The runtime and the service worker's client give addresses as text. Each page and each
 * worker that starts others calls it first.
 */
export function trustOwnScripts(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  // WebKit evaluates a worker's entry twice.
  if (!trustedTypes || trustedTypes.defaultPolicy) return;
  trustedTypes.createPolicy("default", {
    // Mantine writes a style element as text when the theme changes, which the policy refuses anyway: empty, no error.
    createHTML: () => "",
    createScriptURL: (url) => {
      if (new URL(url, location.href).href.startsWith(`${location.origin}/`)) return url;
      throw new TypeError(`No script of the lab: ${url}`);
    },
  });
}
