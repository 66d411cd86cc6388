/**
 * The only `new Worker`s of the page: Vite bundles an entry by this very expression. The lab's own holds model and
 * images and may be busy for minutes.
 */
export const createLabWorker = (): Worker =>
  new Worker(new URL("../worker/main.ts", import.meta.url), { type: "module", name: "lab" });

/** The mini experiment's: small, and at hand whatever the other is busy with. */
export const createMiniWorker = (): Worker =>
  new Worker(new URL("../worker/mini/mini-worker.ts", import.meta.url), { type: "module", name: "mini" });
