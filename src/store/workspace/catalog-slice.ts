import type { GenericSchema, InferOutput } from "valibot";
import { safeParse } from "valibot";
import { LabError } from "#failures/lab-error.ts";
import type { Failure } from "../failure.ts";
import { toFailure } from "../failure.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import type { DatasetEntry, ModelEntry } from "./catalog-schema.ts";
import { DatasetCatalogSchema, ModelCatalogSchema } from "./catalog-schema.ts";

export interface CatalogSlice {
  models: ModelEntry[];
  datasets: DatasetEntry[];
  catalogFailure: Failure | null;
  /** Reads both lists; resolves in either case, with `catalogFailure` set where it failed. */
  loadCatalog: () => Promise<void>;
}

async function readCatalog<Schema extends GenericSchema>(
  services: LabServices,
  path: string,
  schema: Schema,
): Promise<InferOutput<Schema>> {
  const url = new URL(path, services.baseUrl).href;
  let json: unknown;
  try {
    const response = await services.fetch(url);
    if (!response.ok) throw new LabError("network.failed", { url, status: response.status });
    json = await response.json();
  } catch (cause) {
    throw cause instanceof LabError ? cause : new LabError("network.failed", { url }, { cause });
  }
  const parsed = safeParse(schema, json);
  if (parsed.success) return parsed.output;
  throw new LabError("internal", { url, issue: parsed.issues[0].message });
}

export const createCatalogSlice =
  (services: LabServices): SliceCreator<CatalogSlice> =>
  (set) => ({
    models: [],
    datasets: [],
    catalogFailure: null,
    loadCatalog: async () => {
      try {
        const [models, datasets] = await Promise.all([
          readCatalog(services, "models/index.json", ModelCatalogSchema),
          readCatalog(services, "datasets/index.json", DatasetCatalogSchema),
        ]);
        set({ models: models.models, datasets: datasets.datasets, catalogFailure: null });
      } catch (error) {
        set({ catalogFailure: toFailure(error) });
      }
    },
  });
