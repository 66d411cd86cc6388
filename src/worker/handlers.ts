import type { Handlers } from "./context.ts";
import { activationRanges } from "./handlers/activation-ranges.ts";
import { loadData } from "./handlers/data-load.ts";
import { runExperiment } from "./handlers/experiment-run.ts";
import { layerDetail } from "./handlers/layer-detail.ts";
import { exportModel } from "./handlers/model-export.ts";
import { loadModel } from "./handlers/model-load.ts";
import { outputsPictures } from "./handlers/outputs-pictures.ts";
import { pictures } from "./handlers/pictures.ts";
import { preprocessPreview } from "./handlers/preprocess-preview.ts";

export const HANDLERS: Handlers = {
  "model.load": loadModel,
  "data.load": loadData,
  "experiment.run": runExperiment,
  "activation.ranges": activationRanges,
  "layer.detail": layerDetail,
  "model.export": exportModel,
  pictures,
  "preprocess.preview": preprocessPreview,
  "outputs.pictures": outputsPictures,
};
