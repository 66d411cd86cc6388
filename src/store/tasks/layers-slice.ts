import type { SliceCreator } from "../lab-state.ts";

export type LayerView = "weights" | "activations" | "scatter" | "kernels";

/** What of the layer explorer is open. */
export interface LayersSlice {
  /** The layer chosen last; it may be one of a model that has been replaced since. */
  selectedLayer: string | null;
  /** What is shown of the selected layer; stays when another is selected. */
  layerView: LayerView;
  /** Key of the error that colours the list of layers. */
  layerColouring: string;
  selectLayer: (name: string | null) => void;
  showLayerView: (view: LayerView) => void;
  colourLayers: (key: string) => void;
}

export const createLayersSlice: SliceCreator<LayersSlice> = (set) => ({
  selectedLayer: null,
  layerView: "weights",
  layerColouring: "weights.sqnrDb",
  selectLayer: (selectedLayer) => set({ selectedLayer }),
  showLayerView: (layerView) => set({ layerView }),
  colourLayers: (layerColouring) => set({ layerColouring }),
});
