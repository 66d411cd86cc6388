/** Stands in for an idle moment where the browser has none to offer (WebKit): the page has drawn and taken input by then. */
const FALLBACK_MS = 32;

/**
 * Calls back once the page has nothing else to do, after `timeoutMs` at the latest.
 *
 * @returns calls it off
 */
export function whenIdle(callback: () => void, timeoutMs?: number): () => void {
  if (typeof requestIdleCallback === "function") {
    const handle = requestIdleCallback(
      callback,
      timeoutMs === undefined ? undefined : { timeout: timeoutMs },
    );
    return () => cancelIdleCallback(handle);
  }
  const handle = setTimeout(callback, FALLBACK_MS);
  return () => clearTimeout(handle);
}
