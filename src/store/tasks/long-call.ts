import type { StoreApi } from "zustand/vanilla";
import type { MessageKind, Messages } from "#protocol/messages.ts";
import { createBatcher } from "../batcher.ts";
import type { Failure } from "../failure.ts";
import { isAbort, toFailure } from "../failure.ts";
import type { LabServices, LabState } from "../lab-state.ts";

/** At most this often do results reach the page: each time charts are drawn again. */
const PROGRESS_INTERVAL_MS = 250;

export interface LongCall<K extends MessageKind> {
  kind: K;
  payload: Messages[K]["in"];
  /** Reports in the order in which they came, several at once; all of them before the result. */
  onProgress: (reports: Messages[K]["progress"][]) => void;
  onResult: (result: Messages[K]["out"]) => void;
  onFailure: (failure: Failure) => void;
}

/**
 * A call that reports results on its way and can be cancelled, which is no failure. Another model or other images
 * in place of those that it is about cancel it, too. Resolves in any case.
 */
export async function longCall<K extends MessageKind>(
  { session }: Pick<LabServices, "session">,
  { getState, subscribe }: Pick<StoreApi<LabState>, "getState" | "subscribe">,
  controller: AbortController,
  { kind, payload, onProgress, onResult, onFailure }: LongCall<K>,
): Promise<void> {
  const { model, data } = getState();
  const stopWatching = subscribe((state) => {
    if (state.model !== model || state.data !== data) controller.abort();
  });
  const progress = createBatcher(onProgress, PROGRESS_INTERVAL_MS);
  try {
    const { signal } = controller;
    const result = await session.call(kind, payload, { signal, onProgress: progress.push });
    progress.flush();
    onResult(result);
  } catch (error) {
    progress.flush();
    if (!isAbort(error)) onFailure(toFailure(error));
  } finally {
    stopWatching();
  }
}
