import type { LayerDetail } from "#protocol/messages.ts";
import type { Failure } from "./failure.ts";
import { isAbort, toFailure } from "./failure.ts";
import type { LabServices, SliceCreator } from "./lab-state.ts";

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

/**
 * One request is under way at a time; of those asked for meanwhile only the newest is sent. (They are
 * not cancelled by signal: a worker busy with a run would be ended for not answering.)
 */
export const createLayersSlice =
  ({ session }: LabServices): SliceCreator<LayersSlice> =>
  (set, get) => {
    let busy = false;
    let again = false;

    const fetchDetail = async () => {
      if (busy) {
        again = true;
        return;
      }
      const { selectedLayer: layer, latest } = get();
      if (layer === null || !latest) return;
      busy = true;
      again = false;
      const isCurrent = () => get().selectedLayer === layer && get().latest === latest;
      try {
        const { recipe } = latest.result;
        const layerDetail = await session.call("layer.detail", { recipe, layer, bins: HISTOGRAM_BINS });
        if (isCurrent()) set({ layerDetail, layerFailure: null });
      } catch (error) {
        if (isCurrent() && !isAbort(error)) set({ layerDetail: null, layerFailure: toFailure(error) });
      } finally {
        busy = false;
        if (again) void fetchDetail();
      }
    };

    return {
      selectedLayer: null,
      layerDetail: null,
      layerFailure: null,
      selectLayer: (selectedLayer) => {
        set({ selectedLayer, layerFailure: null });
        void fetchDetail();
      },
      refreshLayerDetail: () => void fetchDetail(),
    };
  };
