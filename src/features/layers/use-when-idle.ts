import { startTransition, useEffect, useState } from "react";

/** Follows a value one idle moment later; undefined until the first. What is drawn of it is a task of its own. */
export function useWhenIdle<Value>(value: Value): Value | undefined {
  const [followed, follow] = useState<{ value: Value }>();
  useEffect(() => {
    const handle = requestIdleCallback(() => startTransition(() => follow({ value })), { timeout: 300 });
    return () => cancelIdleCallback(handle);
  }, [value]);
  return followed?.value;
}
