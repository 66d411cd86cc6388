import { startTransition, useEffect, useState } from "react";
import { whenIdle } from "#ui/loading/when-idle.ts";

/** Follows a value one idle moment later; undefined until the first. What is drawn of it is a task of its own. */
export function useWhenIdle<Value>(value: Value): Value | undefined {
  const [followed, follow] = useState<{ value: Value }>();
  useEffect(() => {
    return whenIdle(() => startTransition(() => follow({ value })), 300);
  }, [value]);
  return followed?.value;
}
