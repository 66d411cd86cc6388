import { useMemo } from "react";
import { type MiniResult, type MiniSettings, miniExperiment } from "#core/mini-experiment.ts";
import { type ParsedNumbers, parseNumbers } from "#core/mini-numbers.ts";
import { drawValues } from "#core/mini-source.ts";
import { type MiniSummary, miniSummary } from "#core/mini-summary.ts";
import { useLab } from "#store/lab-context.ts";
import { MINI_LIMIT, type MiniLayer, type MiniState } from "#store/mini-slice.ts";

/** The values that are looked at. */
export interface MiniValues {
  x: Float32Array;
  channels: number;
}

/** What one setting made of them. */
export interface MiniOutcome {
  /** "A" or "B" where there are two, else empty. */
  name: "" | "A" | "B";
  settings: MiniSettings;
  result: MiniResult;
  summary: MiniSummary;
}

export function usePasted(text: string): ParsedNumbers {
  return useMemo(() => parseNumbers(text, MINI_LIMIT), [text]);
}

/** The weights taken of the loaded model, unless another was loaded since. */
export function useMiniLayer(): MiniLayer | null {
  return useLab(({ miniLayer, model }) =>
    miniLayer && miniLayer.sha256 === model?.sha256 ? miniLayer : null,
  );
}

export function useMiniValues({ source, draw, channels, pasted }: MiniState): MiniValues {
  const layer = useMiniLayer();
  const drawn = useMemo(() => drawValues(draw, channels), [draw, channels]);
  const parsed = usePasted(pasted);
  return useMemo(() => {
    if (source === "layer")
      return { x: layer?.values ?? new Float32Array(0), channels: layer?.channels ?? 1 };
    return { x: source === "drawn" ? drawn : parsed.values, channels };
  }, [source, layer, drawn, parsed, channels]);
}

function useOutcome({ x, channels }: MiniValues, settings: MiniSettings | null, name: MiniOutcome["name"]) {
  return useMemo((): MiniOutcome | null => {
    if (!settings) return null;
    const result = miniExperiment(x, channels, settings);
    return { name, settings, result, summary: miniSummary(x, result) };
  }, [x, channels, settings, name]);
}

/** One outcome, or A and B. */
export function useOutcomes(values: MiniValues, { a, b, compares }: MiniState): MiniOutcome[] {
  const first = useOutcome(values, a, compares ? "A" : "");
  const second = useOutcome(values, compares ? b : null, "B");
  return useMemo(() => [first, second].filter((each) => each !== null), [first, second]);
}
