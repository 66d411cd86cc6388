const PAGE = 10;

/** Where a key leads in a list of `count` entries, from `place` (−1: none is selected); null for any other key. */
export function moveOf(key: string, place: number, count: number): number | null {
  if (count === 0) return null;
  const to = {
    ArrowDown: place + 1,
    ArrowUp: place - 1,
    PageDown: place + PAGE,
    PageUp: place - PAGE,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined ? null : Math.max(0, Math.min(count - 1, to));
}
