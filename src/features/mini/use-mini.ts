import { useEffect, useMemo } from "react";
import type { MiniAnswers, MiniQuestion, MiniSource, MiniView } from "#protocol/mini.ts";
import type { Failure } from "#store/failure.ts";
import { useLab } from "#store/lab-context.ts";
import type { MiniLayer } from "#store/tasks/mini-slice.ts";

/** The weights taken of the loaded model, unless another was loaded since. */
export function useMiniLayer(): MiniLayer | null {
  return useLab(({ miniLayer, model }) =>
    miniLayer && miniLayer.sha256 === model?.sha256 ? miniLayer : null,
  );
}

const NO_VALUES = new Float32Array(0);

function useSource(): MiniSource {
  const { source, draw, channels, pasted } = useLab(({ mini }) => mini);
  const layer = useMiniLayer();
  return useMemo(() => {
    switch (source) {
      case "drawn":
        return { kind: source, draw, channels };
      case "pasted":
        return { kind: source, text: pasted, channels };
      case "layer":
        return {
          kind: source,
          id: layer ? `${layer.sha256} ${layer.layer}` : "",
          values: layer?.values ?? NO_VALUES,
          channels: layer?.channels ?? 1,
        };
    }
  }, [source, draw, channels, pasted, layer]);
}

/** What is asked of the worker: another object only when its answer may be another. */
export function useQuestion(): MiniQuestion {
  const { a, b, compares, part } = useLab(({ mini }) => mini);
  const source = useSource();
  return useMemo(
    () => ({
      source,
      sides: compares
        ? [
            { name: "A", settings: a },
            { name: "B", settings: b },
          ]
        : [{ name: "", settings: a }],
      part,
    }),
    [source, a, b, compares, part],
  );
}

export interface Answered<V extends MiniView> {
  /** The newest there is; null until the first has arrived. */
  value: MiniAnswers[V] | null;
  failure: Failure | null;
  /** A newer answer is on its way. */
  isBusy: boolean;
  askAgain: () => void;
}

/** Asks for one view, and keeps the answer there was until the next is there. */
export function useMiniAnswer<V extends MiniView>(view: V, question: MiniQuestion): Answered<V> {
  const { answered, askMini } = useLab(({ miniAnswers, askMini }) => ({
    answered: miniAnswers[view],
    askMini,
  }));
  const isAnswered = answered?.to === question;
  useEffect(() => {
    if (!isAnswered) askMini(view, question);
  }, [askMini, view, question, isAnswered]);
  return {
    value: answered?.value ?? null,
    failure: answered?.failure ?? null,
    isBusy: !isAnswered,
    askAgain: () => askMini(view, question),
  };
}
