/**
 * The one table of what each room under src/ may import. `npm run layers` writes it into
 * biome.json as one override per room; a test refuses a stale biome.json.
 */
export interface LayerRule {
  /** Rooms whose values may be imported. */
  values: readonly string[];
  /** Rooms of which only types may be imported. */
  types?: readonly string[];
}

export const LAYERS: Record<string, LayerRule> = {
  failures: { values: [] },
  statistics: { values: [] },
  numerics: { values: ["failures", "statistics"] },
  experiment: { values: ["failures", "statistics", "numerics"] },
  words: { values: ["failures", "statistics", "numerics", "experiment"] },
  diagnosis: { values: ["failures", "statistics", "numerics", "experiment", "words"] },
  lessons: { values: ["failures", "statistics", "numerics", "experiment", "words"] },
  "onnx/model": { values: ["failures", "numerics"] },
  "onnx/infer": { values: ["failures", "numerics", "onnx/model"] },
  "onnx/layers": { values: ["failures", "numerics", "onnx/model", "onnx/infer"], types: ["experiment"] },
  "onnx/recognize": {
    values: ["failures", "numerics", "onnx/model", "onnx/infer", "onnx/layers"],
    types: ["experiment"],
  },
  "onnx/prepare": {
    values: ["failures", "numerics", "onnx/model", "onnx/infer", "onnx/layers", "onnx/recognize"],
    types: ["experiment"],
  },
  "onnx/quantize": {
    values: [
      "failures",
      "numerics",
      "experiment",
      "onnx/model",
      "onnx/infer",
      "onnx/layers",
      "onnx/recognize",
      "onnx/prepare",
    ],
  },
  images: { values: ["failures", "statistics", "numerics", "experiment"] },
  protocol: {
    values: [],
    types: ["failures", "statistics", "numerics", "experiment", "diagnosis", "lessons", "onnx/recognize"],
  },
  share: { values: ["failures", "statistics", "numerics", "experiment", "words"] },
  engine: { values: ["failures", "statistics", "numerics", "experiment", "onnx"] },
  worker: {
    values: [
      "failures",
      "statistics",
      "numerics",
      "experiment",
      "words",
      "diagnosis",
      "lessons",
      "onnx",
      "images",
      "protocol",
      "engine",
    ],
  },
  offline: { values: [] },
  client: { values: ["failures", "experiment", "protocol"] },
  store: {
    values: [
      "failures",
      "statistics",
      "numerics",
      "experiment",
      "words",
      "diagnosis",
      "lessons",
      "protocol",
      "client",
      "share",
    ],
  },
  charts: { values: ["words", "ui"], types: ["statistics", "numerics", "experiment", "lessons"] },
  ui: { values: ["words", "numerics"], types: ["failures", "experiment"] },
  features: {
    values: [
      "failures",
      "statistics",
      "numerics",
      "experiment",
      "words",
      "diagnosis",
      "lessons",
      "protocol",
      "store",
      "charts",
      "ui",
      "share",
    ],
  },
  app: {
    values: [
      "failures",
      "statistics",
      "numerics",
      "experiment",
      "words",
      "diagnosis",
      "lessons",
      "onnx",
      "images",
      "protocol",
      "share",
      "client",
      "store",
      "charts",
      "ui",
      "features",
    ],
  },
};
