import type { LayerDetail } from "#protocol/messages.ts";
import type { Failure } from "./failure.ts";
import { isAbort, toFailure } from "./failure.ts";
import type { LabServices, SliceCreator } from "./lab-state.ts";
import { newestRequest } from "./newest-request.ts";

const HISTOGRAM_BINS = 64;

export interface LayersSlice {
  selectedLayer: string | null;
  /** Of `selectedLayer` under the recipe of the latest run; null until it has arrived. */
  layerDetail: LayerDetail | null;
  layerFailure: Failure | null;
  selectLayer: (name: string | null) => void;
  /** Asks again for the selected layer: another run has finished. */
  refreshLayerDetail: () => void;
}

export const createLayersSlice =
  ({ session }: LabServices): SliceCreator<LayersSlice> =>
  (set, get) => {
    const refreshLayerDetail = newestRequest(async () => {
      const { selectedLayer: layer, latest } = get();
      if (layer === null || !latest) return;
      const isCurrent = () => get().selectedLayer === layer && get().latest === latest;
      try {
        const { recipe } = latest.result;
        const layerDetail = await session.call("layer.detail", { recipe, layer, bins: HISTOGRAM_BINS });
        if (isCurrent()) set({ layerDetail, layerFailure: null });
      } catch (error) {
        if (isCurrent() && !isAbort(error)) set({ layerDetail: null, layerFailure: toFailure(error) });
      }
    });

    return {
      selectedLayer: null,
      layerDetail: null,
      layerFailure: null,
      selectLayer: (selectedLayer) => {
        set({ selectedLayer, layerFailure: null });
        refreshLayerDetail();
      },
      refreshLayerDetail,
    };
  };
