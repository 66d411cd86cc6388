/**
 * The response with the headers of a cross-origin isolated page (HTML standard, section 7.1.4), which WASM threads
 * need and hosts of static files do not send.
 */
export function isolated(response: Response): Response {
  // Opaque responses cannot be opened up, and redirects must stay what they are.
  if (response.status === 0 || response.type === "opaqueredirect") return response;
  const headers = new Headers(response.headers);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  const { status, statusText, body } = response;
  return new Response(body, { status, statusText, headers });
}
