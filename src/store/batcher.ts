/** Collects what arrives quickly and hands it over at most once per `intervalMs`, in order. */
export interface Batcher<Item> {
  push: (item: Item) => void;
  /** Hands over what is waiting now. */
  flush: () => void;
}

export function createBatcher<Item>(deliver: (items: Item[]) => void, intervalMs: number): Batcher<Item> {
  let waiting: Item[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;

  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting.length === 0) return;
    const items = waiting;
    waiting = [];
    deliver(items);
  };

  return {
    push: (item) => {
      waiting.push(item);
      timer ??= setTimeout(flush, intervalMs);
    },
    flush,
  };
}
