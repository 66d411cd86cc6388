import { startTransition, useEffect, useState } from "react";
import { whenIdle } from "#ui/loading/when-idle.ts";

const LONGEST_WAIT_MS = 300;

/**
 * Several followers of one value: the first takes it at once, each other one idle moment after the one before, so
 * that what is drawn of it is many short tasks and none long. A follower keeps what it has until its turn, and is
 * undefined before its first; null is not followed.
 */
export function useInTurn<Value>(value: Value | null, followers: number): (Value | undefined)[] {
  const [followed, follow] = useState<Value[]>([]);
  const behind = followed.findIndex((each) => each !== value);
  const turn = behind < 0 && followed.length < followers ? followed.length : behind;
  useEffect(() => {
    if (value === null || turn < 0) return;
    const take = () =>
      startTransition(() => follow((now) => (turn < now.length ? now.with(turn, value) : [...now, value])));
    if (turn === 0) return take();
    return whenIdle(take, LONGEST_WAIT_MS);
  }, [value, turn]);
  return followed;
}
