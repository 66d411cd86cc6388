import { configureRuntime, isRuntimeSpent, RUNTIME_FILES } from "#engine/runtime/runtime.ts";
import type { Request } from "#protocol/messages.ts";
import { trustOwnScripts } from "#protocol/own-scripts.ts";
import { createDispatcher } from "./dispatch.ts";
import { HANDLERS } from "./handlers.ts";
import { Workspace } from "./workspace.ts";

// The runtime's threads are workers of this one.
trustOwnScripts();

/** More than four threads gain nothing on the small networks the lab is for. */
const MAX_THREADS = 4;
/** One core is left to the page: threads that spin on every core would make it stutter. */
const threads = Math.max(1, Math.min(MAX_THREADS, (navigator.hardwareConcurrency || 1) - 1));

configureRuntime({
  files: RUNTIME_FILES,
  // They are workers of this worker, which not every browser has.
  threads: self.crossOriginIsolated && typeof Worker === "function" ? threads : 1,
});

const dispatch = createDispatcher(
  HANDLERS,
  new Workspace(),
  (reply, transfer = []) => self.postMessage(reply, { transfer }),
  isRuntimeSpent,
);
// WebKit evaluates a worker's entry once more when one of its chunks imports from it: the first one stays.
self.onmessage ??= (event: MessageEvent<Request>) => dispatch(event.data);
