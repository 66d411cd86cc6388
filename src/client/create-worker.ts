/** The only `new Worker` of the page. Vite bundles the entry by this very expression. */
export function createWorker(): Worker {
  return new Worker(new URL("../worker/main.ts", import.meta.url), { type: "module", name: "lab" });
}
