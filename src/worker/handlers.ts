import type { Handlers } from "./context.ts";
import { loadData, nameClasses } from "./handlers/data.ts";
import { firstLatencies } from "./handlers/latency-first.ts";
import { activationRanges, layerActivation } from "./handlers/layers/layer-activation.ts";
import { layerKernels } from "./handlers/layers/layer-kernels.ts";
import { layerLevels } from "./handlers/layers/layer-levels.ts";
import { layerScatter } from "./handlers/layers/layer-scatter.ts";
import { layerValues } from "./handlers/layers/layer-values.ts";
import { layersWeights, layerWeightsView } from "./handlers/layers/layer-weights.ts";
import { exportModel, loadModel } from "./handlers/model.ts";
import { outputsPictures } from "./handlers/output-pictures.ts";
import { pictures, preprocessPreview } from "./handlers/pictures.ts";
import {
  autopilotSearch,
  checkDiagnosis,
  networkErrors,
  runExperiment,
  sensitivitySweep,
} from "./handlers/tasks.ts";

export const HANDLERS: Handlers = {
  "model.load": loadModel,
  "data.load": loadData,
  "data.name-classes": nameClasses,
  "experiment.run": runExperiment,
  "activation.ranges": activationRanges,
  "layers.weights": layersWeights,
  "layer.weights": layerWeightsView,
  "layer.kernels": layerKernels,
  "layer.levels": layerLevels,
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
