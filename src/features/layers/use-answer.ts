import { useDeferredValue, useEffect } from "react";
import { isSame } from "#experiment/canonical-json.ts";
import type { Messages } from "#protocol/messages.ts";
import type { Failure } from "#store/failure.ts";
import { useLab } from "#store/lab-context.ts";
import type { ExplorerKind, Question } from "#store/tasks/explorer-slice.ts";

export interface Answered<K extends ExplorerKind> {
  /** The newest there is; undefined until the first has arrived, null where the worker has none. */
  value: Messages[K]["out"] | null | undefined;
  failure: Failure | null;
  /** A newer answer is on its way. */
  busy: boolean;
}

/**
 * Asks the worker whenever the question is another object, and keeps showing the answer there was until the next is
 * there. Of another model's layers nothing is shown. A null asks nothing.
 */
export function useAnswer<K extends ExplorerKind>(kind: K, question: Question<K> | null): Answered<K> {
  const { answer, explore, model } = useLab((state) => ({
    answer: state.explored[kind],
    explore: state.explore,
    model: state.recipe?.model,
  }));
  useEffect(() => {
    if (question) explore(kind, question);
  }, [explore, kind, question]);
  const shown = useDeferredValue(answer);
  if (!shown || !isSame(shown.to.recipe.model, model)) return { value: undefined, failure: null, busy: true };
  return {
    value: shown.failure ? undefined : shown.value,
    failure: shown.failure,
    busy: question !== null && shown.to !== question,
  };
}
