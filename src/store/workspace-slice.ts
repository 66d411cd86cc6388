import type { Recipe, Source } from "#core/recipe.ts";
import { defaultRecipe } from "#core/recipe-default.ts";
import type { DatasetSummary, Location, ModelSummary } from "#protocol/messages.ts";
import type { DatasetEntry } from "./catalog-schema.ts";
import type { Failure } from "./failure.ts";
import { isAbort, toFailure } from "./failure.ts";
import type { LabServices, SliceCreator } from "./lab-state.ts";
import { recipeForModel, recipesForFile, withData } from "./recipe-for-model.ts";

export interface Loading {
  what: "model" | "data";
  name: string;
  loadedBytes: number;
  totalBytes: number | null;
}

export interface WorkspaceSlice {
  model: ModelSummary | null;
  /** What the page calls the loaded model: its catalogue name, or the file's. */
  modelName: string;
  data: DatasetSummary | null;
  loading: Loading | null;
  workspaceFailure: (Failure & { what: Loading["what"]; name: string }) | null;
  /** Reads the catalogue, then loads the first model and its images. */
  start: () => Promise<void>;
  /** Of several loads asked for, only the newest counts; what was loaded stays until it succeeds. */
  openModel: (id: string) => Promise<void>;
  openModelFile: (file: File) => Promise<void>;
  openData: (id: string) => Promise<void>;
  dismissWorkspaceFailure: () => void;
}

interface ModelToOpen {
  name: string;
  source: Source;
  location: Location;
  sizeBytes: number;
  recipes: (summary: ModelSummary) => { recipe: Recipe; defaults: Recipe };
}

export const createWorkspaceSlice =
  ({ session, baseUrl }: LabServices): SliceCreator<WorkspaceSlice> =>
  (set, get) => {
    let newest = new AbortController();

    /** Runs one load after ending the one before; `step` says what is being loaded, for the error notice. */
    const superseding = async (
      load: (step: (loading: Loading) => void, signal: AbortSignal) => Promise<void>,
    ) => {
      newest.abort();
      newest = new AbortController();
      const { signal } = newest;
      set({ workspaceFailure: null });
      try {
        await load((loading) => set({ loading }), signal);
        if (!signal.aborted) set({ loading: null });
      } catch (error) {
        if (signal.aborted || isAbort(error)) return;
        const { what, name } = get().loading ?? { what: "model", name: "" };
        set({ loading: null, workspaceFailure: { ...toFailure(error), what, name } });
      }
    };

    const loadModel = ({ name, source, location, sizeBytes, recipes }: ModelToOpen) =>
      superseding(async (step, signal) => {
        const loading: Loading = { what: "model", name, loadedBytes: 0, totalBytes: sizeBytes };
        step(loading);
        const onProgress = (progress: Pick<Loading, "loadedBytes" | "totalBytes">) =>
          step({ ...loading, ...progress });
        const model = await session.load("model.load", { source, location }, { signal, onProgress });
        const { recipe, defaults } = recipes(model);
        set({ model, modelName: name });
        get().adoptRecipe(recipe, defaults);
        const { data, datasets } = get();
        const wanted = datasets.find(({ id }) => recipe.data.kind === "bundled" && recipe.data.id === id);
        if (wanted && !isLoaded(data, wanted.id)) await loadData(wanted, step, signal);
      });

    const loadData = async (entry: DatasetEntry, step: (loading: Loading) => void, signal: AbortSignal) => {
      const loading: Loading = { what: "data", name: entry.name, loadedBytes: 0, totalBytes: null };
      step(loading);
      const source: Source = { kind: "bundled", id: entry.id };
      const location = { url: new URL(`datasets/${entry.path}`, baseUrl).href };
      const onProgress = (progress: Pick<Loading, "loadedBytes" | "totalBytes">) =>
        step({ ...loading, ...progress });
      const data = await session.load("data.load", { source, location }, { signal, onProgress });
      set({ data, pictures: {} });
    };

    return {
      model: null,
      modelName: "",
      data: null,
      loading: null,
      workspaceFailure: null,

      start: async () => {
        await get().loadCatalog();
        const [first] = get().models;
        if (!first) return;
        // The recipe is there even if its model cannot be loaded: a file of one's own can take its place.
        const defaults = defaultRecipe(first, first.dataset);
        get().adoptRecipe(defaults, defaults);
        await get().openModel(first.id);
      },

      openModel: async (id) => {
        const { models, recipe } = get();
        const entry = models.find((model) => model.id === id);
        if (!entry) return;
        const defaults = defaultRecipe(entry, entry.dataset);
        await loadModel({
          name: entry.name,
          source: { kind: "bundled", id },
          location: { url: new URL(`models/${entry.file}`, baseUrl).href },
          sizeBytes: entry.sizeBytes,
          recipes: () => ({ recipe: recipe ? recipeForModel(recipe, defaults) : defaults, defaults }),
        });
      },

      openModelFile: async (file) => {
        const { recipe } = get();
        if (!recipe) return;
        await loadModel({
          name: file.name,
          source: { kind: "file", name: file.name, sha256: "" },
          location: { file },
          sizeBytes: file.size,
          recipes: (summary) => recipesForFile(recipe, file.name, summary),
        });
      },

      openData: async (id) => {
        const entry = get().datasets.find((dataset) => dataset.id === id);
        if (!entry) return;
        await superseding((step, signal) => loadData(entry, step, signal));
        if (isLoaded(get().data, id))
          get().editRecipe("data", (recipe) => withData(recipe, { kind: "bundled", id }));
      },

      dismissWorkspaceFailure: () => set({ workspaceFailure: null }),
    };
  };

const isLoaded = (data: DatasetSummary | null, id: string): boolean =>
  data?.source.kind === "bundled" && data.source.id === id;
