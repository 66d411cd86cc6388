import type { MessageKind, Messages } from "#protocol/messages.ts";
import type { Workspace } from "./workspace.ts";

/** What a handler is given besides its payload. */
export interface Context<K extends MessageKind> {
  workspace: Workspace;
  signal: AbortSignal;
  progress: (progress: Messages[K]["progress"]) => void;
}

export type Handler<K extends MessageKind> = (
  payload: Messages[K]["in"],
  context: Context<K>,
) => Promise<Messages[K]["out"]>;

/** One handler per message kind: leaving one out does not compile. */
export type Handlers = { [K in MessageKind]: Handler<K> };
