import { startTransition, useEffect, useState } from "react";

/** Counts up to `total`, one per idle moment: what is drawn part by part holds nobody up. */
export function useStaged(total: number): number {
  const [stage, setStage] = useState(0);
  useEffect(() => {
    if (stage >= total) return;
    const handle = requestIdleCallback(() => startTransition(() => setStage((now) => now + 1)), {
      timeout: 500,
    });
    return () => cancelIdleCallback(handle);
  }, [stage, total]);
  return stage;
}
