import type { Handlers } from "./context.ts";
import { autopilotSearch } from "./handlers/autopilot-search.ts";
import { loadData } from "./handlers/data-load.ts";
import { nameClasses } from "./handlers/data-name-classes.ts";
import { checkDiagnosis } from "./handlers/diagnosis-check.ts";
import { runExperiment } from "./handlers/experiment-run.ts";
import { firstLatencies } from "./handlers/latency-first.ts";
import { activationRanges } from "./handlers/layers/activation-ranges.ts";
import { layerActivation } from "./handlers/layers/layer-activation.ts";
import { layerKernels } from "./handlers/layers/layer-kernels.ts";
import { layerScatter } from "./handlers/layers/layer-scatter.ts";
import { layerValues } from "./handlers/layers/layer-values.ts";
import { layerWeightsView } from "./handlers/layers/layer-weights.ts";
import { layersWeights } from "./handlers/layers/layers-weights.ts";
import { exportModel } from "./handlers/model-export.ts";
import { loadModel } from "./handlers/model-load.ts";
import { networkErrors } from "./handlers/network-errors.ts";
import { outputsPictures } from "./handlers/outputs-pictures.ts";
import { pictures } from "./handlers/pictures.ts";
import { preprocessPreview } from "./handlers/preprocess-preview.ts";
import { sensitivitySweep } from "./handlers/sensitivity-sweep.ts";

export const HANDLERS: Handlers = {
  "model.load": loadModel,
  "data.load": loadData,
  "data.name-classes": nameClasses,
  "experiment.run": runExperiment,
  "activation.ranges": activationRanges,
  "layers.weights": layersWeights,
  "layer.weights": layerWeightsView,
  "layer.kernels": layerKernels,
  "layer.values": layerValues,
  "layer.activation": layerActivation,
  "layer.scatter": layerScatter,
  "sensitivity.sweep": sensitivitySweep,
  "autopilot.search": autopilotSearch,
  "diagnosis.check": checkDiagnosis,
  "network.errors": networkErrors,
  "latency.first": firstLatencies,
  "model.export": exportModel,
  pictures,
  "preprocess.preview": preprocessPreview,
  "outputs.pictures": outputsPictures,
};
