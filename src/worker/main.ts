import { RUNTIME_FILES } from "#engine/files.ts";
import { configureRuntime } from "#engine/runtime.ts";
import type { Request } from "#protocol/messages.ts";
import { createDispatcher } from "./dispatch.ts";
import { HANDLERS } from "./handlers.ts";

/** More than four threads gain nothing on the small networks the lab is for. */
const MAX_THREADS = 4;

configureRuntime({
  files: RUNTIME_FILES,
  threads: self.crossOriginIsolated ? Math.min(MAX_THREADS, navigator.hardwareConcurrency) : 1,
});

const dispatch = createDispatcher(HANDLERS, (reply, transfer = []) => self.postMessage(reply, { transfer }));
self.onmessage = (event: MessageEvent<Request>) => dispatch(event.data);
