import { useState } from "react";

/** The value of the first time for as long as the key stays the same, so that what is drawn of it need not be again. */
export function useKept<Value>(value: Value, key: string): Value {
  const [kept, keep] = useState({ value, key });
  if (kept.key === key) return kept.value;
  keep({ value, key });
  return value;
}
