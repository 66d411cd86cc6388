import * as v from "valibot";

const side = v.pipe(v.number(), v.integer(), v.minValue(1));

/** What `public/models/index.json` and `public/datasets/index.json` say of what ships with the page. */
const PreprocessSchema = v.object({
  size: side,
  height: v.optional(side),
  resize: v.picklist(["stretch", "crop", "pad"]),
  layout: v.picklist(["nchw", "nhwc"]),
  channels: v.picklist(["rgb", "bgr", "gray"]),
  scale: v.number(),
  mean: v.array(v.number()),
  std: v.array(v.number()),
});

const ModelEntrySchema = v.object({
  id: v.string(),
  name: v.string(),
  file: v.string(),
  sha256: v.string(),
  sizeBytes: v.number(),
  parameters: v.number(),
  macs: v.number(),
  family: v.string(),
  dataset: v.string(),
  preprocess: PreprocessSchema,
  top1: v.object({ correct: v.number(), total: v.number() }),
  description: v.string(),
  licence: v.string(),
});

const DatasetEntrySchema = v.object({ id: v.string(), name: v.string(), path: v.string() });

export const ModelCatalogSchema = v.object({ version: v.literal(1), models: v.array(ModelEntrySchema) });
export const DatasetCatalogSchema = v.object({
  version: v.literal(1),
  datasets: v.array(DatasetEntrySchema),
});

export type ModelEntry = v.InferOutput<typeof ModelEntrySchema>;
export type DatasetEntry = v.InferOutput<typeof DatasetEntrySchema>;
