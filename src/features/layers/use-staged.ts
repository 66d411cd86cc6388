import { startTransition, useEffect, useState } from "react";
import { whenIdle } from "#ui/loading/when-idle.ts";

/** Counts up to `total`, one per idle moment: what is drawn part by part holds nobody up. */
export function useStaged(total: number): number {
  const [stage, setStage] = useState(0);
  useEffect(() => {
    if (stage >= total) return;
    return whenIdle(() => startTransition(() => setStage((now) => now + 1)), 500);
  }, [stage, total]);
  return stage;
}
