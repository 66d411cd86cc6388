import type { MessageKind, Messages, MessageTable } from "#protocol/messages.ts";
import type { Workspace } from "./workspace.ts";

/** What a handler gets besides its payload; `Held` is what the worker holds between requests. */
export interface ContextWith<Held, Progress> {
  workspace: Held;
  signal: AbortSignal;
  progress: (progress: Progress) => void;
}

/** One handler per message kind: leaving one out does not compile. */
export type HandlersOf<M extends MessageTable<M>, Held> = {
  [K in keyof M]: (payload: M[K]["in"], context: ContextWith<Held, M[K]["progress"]>) => Promise<M[K]["out"]>;
};

export type Context<K extends MessageKind> = ContextWith<Workspace, Messages[K]["progress"]>;
export type Handlers = HandlersOf<Messages, Workspace>;
export type Handler<K extends MessageKind> = Handlers[K];
