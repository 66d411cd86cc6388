import { startTransition, useEffect, useState } from "react";
import { whenIdle } from "./when-idle.ts";

const LONGEST_WAIT_MS = 300;

/**
 * Hands a value to several followers one after the other, each in an idle moment of its own: what they draw is many
 * short tasks and no long one. A follower keeps the value that it has until its turn comes.
 *
 * @param value null is not handed on
 * @param startsAtOnce the first follower does not wait for an idle moment
 * @returns the value of each follower that has had a turn; the list is shorter until all have had one
 */
export function useInTurn<Value>(
  value: Value | null,
  followers: number,
  startsAtOnce = false,
): (Value | undefined)[] {
  const [followed, follow] = useState<Value[]>([]);
  const behind = followed.findIndex((each) => each !== value);
  const turn = behind < 0 && followed.length < followers ? followed.length : behind;
  useEffect(() => {
    if (value === null || turn < 0) return;
    const take = () =>
      startTransition(() => follow((now) => (turn < now.length ? now.with(turn, value) : [...now, value])));
    if (turn === 0 && startsAtOnce) return take();
    return whenIdle(take, LONGEST_WAIT_MS);
  }, [value, turn, startsAtOnce]);
  return followed;
}
