import { LabError } from "#failures/lab-error.ts";
import type { MiniSettings } from "#lessons/mini/mini-experiment.ts";
import { MINI_LIMIT, type MiniDraw } from "#lessons/mini/mini-source.ts";
import type { LayerValues } from "#protocol/layer-explorer.ts";
import type { MiniAnswers, MiniQuestion, MiniView } from "#protocol/mini.ts";
import { type Failure, isAbort, toFailure } from "../failure.ts";
import type { LabServices, MiniPort, SliceCreator } from "../lab-state.ts";
import { newestRequest } from "./newest-request.ts";

export interface MiniState {
  source: "drawn" | "layer" | "pasted";
  draw: MiniDraw;
  /** Equal parts of drawn or pasted values that count as channels. */
  channels: number;
  pasted: string;
  a: MiniSettings;
  b: MiniSettings;
  /** Whether B stands beside A. */
  compares: boolean;
  view: MiniView;
  /** The value that is followed step by step; null for one of the page's choice. */
  looked: number | null;
  /** Which scale's grid is drawn, where there are several. */
  part: number;
}

/** Weights taken from the model that was loaded then. */
export interface MiniLayer extends LayerValues {
  layer: string;
  sha256: string;
}

const BASE: MiniSettings = {
  bits: 8,
  scheme: "symmetric",
  zero: "textbook",
  granularity: { kind: "tensor" },
  range: { method: "minmax" },
};

const MINI_DEFAULT: MiniState = {
  source: "drawn",
  draw: {
    distribution: "normal",
    count: 4096,
    seed: 1,
    factor: 0.5,
    shift: 3,
    every: 256,
    outlierFactor: 20,
    spread: 100,
  },
  channels: 8,
  pasted: "",
  a: BASE,
  b: { ...BASE, bits: 4 },
  compares: false,
  view: "trip",
  looked: null,
  part: 0,
};

/** The newest answer for a view. */
export interface MiniAnswered<V extends MiniView> {
  /** The question that was asked last: the very object. */
  to: MiniQuestion;
  /** Where it failed, that of the question before. */
  value: MiniAnswers[V] | null;
  failure: Failure | null;
}

export interface MiniSlice {
  mini: MiniState;
  /** They stay until their successors are there. */
  miniAnswers: { [V in MiniView]: MiniAnswered<V> | null };
  miniLayer: MiniLayer | null;
  miniLayerFailure: Failure | null;
  setMini: (change: Partial<MiniState>) => void;
  setMiniSettings: (side: "a" | "b", change: Partial<MiniSettings>) => void;
  /** Asks the experiment's own worker; while it is busy, only the newest question is asked after. */
  askMini: (view: MiniView, question: MiniQuestion) => void;
  /** Asks the worker for the weights of a layer of the loaded model. */
  takeMiniLayer: (layer: string) => Promise<void>;
}

export const createMiniSlice =
  ({ session, openMini }: LabServices): SliceCreator<MiniSlice> =>
  (set, get) => {
    let asked = 0;
    let port: MiniPort | null = null;
    let newest: { view: MiniView; question: MiniQuestion } | null = null;

    /** Other views keep their answers to the same question only: none is opened on numbers of other settings. */
    const publish = <V extends MiniView>(view: V, answered: MiniAnswered<V>) =>
      set(({ miniAnswers }) => {
        const of = <Each extends MiniView>(each: Each) =>
          miniAnswers[each]?.to === answered.to ? miniAnswers[each] : null;
        const others = {
          trip: of("trip"),
          formulas: of("formulas"),
          zero: of("zero"),
          formats: of("formats"),
          code: of("code"),
        };
        return { miniAnswers: { ...others, [view]: answered } };
      });

    /** A question takes well under a second: a worker that says nothing for half a minute never will. */
    const openWatched = (): MiniPort => {
      const opened = openMini();
      opened.onSilence = (silentMs) => {
        if (silentMs !== null) opened.endWorker(new LabError("worker.crashed"));
      };
      return opened;
    };

    const ask = newestRequest(async () => {
      if (!newest) return;
      const { view, question: to } = newest;
      try {
        port ??= openWatched();
        publish(view, { to, value: await port.call(view, to), failure: null });
      } catch (error) {
        if (isAbort(error)) return;
        const value = get().miniAnswers[view]?.value ?? null;
        publish(view, { to, value, failure: miniFailure(error) });
      }
    });

    return {
      mini: MINI_DEFAULT,
      miniAnswers: { trip: null, formulas: null, zero: null, formats: null, code: null },
      miniLayer: null,
      miniLayerFailure: null,

      setMini: (change) => set(({ mini }) => ({ mini: { ...mini, ...change } })),
      setMiniSettings: (side, change) =>
        set(({ mini }) => ({ mini: { ...mini, [side]: { ...mini[side], ...change } } })),

      askMini: (view, question) => {
        newest = { view, question };
        ask();
      },

      takeMiniLayer: async (layer) => {
        const { model } = get();
        if (!model) return;
        const own = ++asked;
        const isWanted = () => own === asked && get().model === model;
        try {
          const taken = await session.call("layer.values", { layer, limit: MINI_LIMIT });
          if (!isWanted()) return;
          set({ miniLayer: { ...taken, layer, sha256: model.sha256 }, miniLayerFailure: null });
        } catch (error) {
          if (isWanted() && !isAbort(error)) set({ miniLayerFailure: toFailure(error) });
        }
      },
    };
  };

/** Neither run nor model have a part in it: a crash is told in other words. */
function miniFailure(error: unknown): Failure {
  const failure = toFailure(error);
  return failure.code === "worker.crashed" ? { ...failure, code: "mini.crashed" } : failure;
}
