import type { MiniSettings } from "#core/mini-experiment.ts";
import type { MiniDraw } from "#core/mini-source.ts";
import type { LayerValues } from "#protocol/layer-explorer.ts";
import { type Failure, isAbort, toFailure } from "./failure.ts";
import type { LabServices, SliceCreator } from "./lab-state.ts";

export type MiniSide = "a" | "b";
export type MiniView = "trip" | "formulas" | "zero" | "formats" | "code";

/** The most values that the page computes with at once. */
export const MINI_LIMIT = 32_768;

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

export interface MiniSlice {
  mini: MiniState;
  miniLayer: MiniLayer | null;
  miniLayerFailure: Failure | null;
  setMini: (change: Partial<MiniState>) => void;
  setMiniSettings: (side: MiniSide, change: Partial<MiniSettings>) => void;
  /** Asks the worker for the weights of a layer of the loaded model. */
  takeMiniLayer: (layer: string) => Promise<void>;
}

export const createMiniSlice =
  ({ session }: LabServices): SliceCreator<MiniSlice> =>
  (set, get) => {
    let asked = 0;
    return {
      mini: MINI_DEFAULT,
      miniLayer: null,
      miniLayerFailure: null,

      setMini: (change) => set(({ mini }) => ({ mini: { ...mini, ...change } })),
      setMiniSettings: (side, change) =>
        set(({ mini }) => ({ mini: { ...mini, [side]: { ...mini[side], ...change } } })),

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
