import type { Request } from "#protocol/messages.ts";
import type { MiniMessages } from "#protocol/mini.ts";
import { createDispatcher } from "../dispatch.ts";
import { MINI_HANDLERS, MiniMemory } from "./handlers.ts";

const dispatch = createDispatcher(MINI_HANDLERS, new MiniMemory(), (reply, transfer = []) =>
  self.postMessage(reply, { transfer }),
);
// WebKit evaluates a worker's entry once more when one of its chunks imports from it: the first one stays.
self.onmessage ??= (event: MessageEvent<Request<MiniMessages>>) => dispatch(event.data);
