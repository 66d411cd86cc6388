/**
 * The one table of what each layer under src/ may import. `npm run layers` writes it into
 * biome.json as one override per layer; `npm run layers -- --check` refuses a stale biome.json.
 */
export interface LayerRule {
  /** Layers whose values may be imported. */
  values: readonly string[];
  /** Layers of which only types may be imported. */
  types?: readonly string[];
}

export const LAYERS: Record<string, LayerRule> = {
  core: { values: [] },
  onnx: { values: ["core"] },
  images: { values: ["core"] },
  protocol: { values: [], types: ["core", "onnx"] },
  share: { values: ["core"] },
  engine: { values: ["core", "onnx"] },
  worker: { values: ["core", "onnx", "images", "protocol", "engine"] },
  offline: { values: [] },
  client: { values: ["core", "protocol"] },
  store: { values: ["core", "protocol", "client", "share"] },
  charts: { values: ["ui"], types: ["core"] },
  ui: { values: [], types: ["core"] },
  features: { values: ["core", "protocol", "store", "charts", "ui", "share"] },
  app: {
    values: ["core", "onnx", "images", "protocol", "share", "client", "store", "charts", "ui", "features"],
  },
};
