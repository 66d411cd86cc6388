import type { Source } from "#experiment/recipe.ts";
import type { DatasetSummary, ModelSummary } from "#protocol/messages.ts";
import type { Failure } from "../failure.ts";
import { isAbort, toFailure } from "../failure.ts";
import { keptId } from "../kept/kept-store.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import { withData } from "../recipe/recipe-for-model.ts";
import { idleRun } from "../run/run-progress.ts";
import { IDLE } from "../tasks/tasks-slice.ts";
import type { DataOpening, Opening } from "./openings.ts";
import { bundledData, bundledModel } from "./openings.ts";

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
  /**
   * Loads one after the other, ending what was being loaded before: the newest choice counts. What was there stays
   * until its successor is. Resolves with whether all of it was loaded.
   */
  open: (openings: Opening[]) => Promise<boolean>;
  /** Gives up what is being loaded. */
  cancelLoading: () => void;
  /** Shows why something could not even be begun to load. */
  refuse: (what: Loading["what"], name: string, error: unknown) => void;
  openModel: (id: string) => Promise<void>;
  openData: (id: string) => Promise<void>;
  /** Opens the images again with the labels that were in doubt. */
  takeLabels: () => Promise<void>;
  dismissWorkspaceFailure: () => void;
}

export const createWorkspaceSlice =
  ({ session, baseUrl }: LabServices): SliceCreator<WorkspaceSlice> =>
  (set, get) => {
    let newest = new AbortController();

    const load = async (opening: Opening, signal: AbortSignal) => {
      const { what, name, source, location, sizeBytes } = opening;
      const loading: Loading = { what, name, loadedBytes: 0, totalBytes: sizeBytes };
      set({ loading });
      const onProgress = (progress: Pick<Loading, "loadedBytes" | "totalBytes">) => {
        if (!signal.aborted) set({ loading: { ...loading, ...progress } });
      };
      const payload = { source, location };
      if (opening.what === "model") {
        const { fetched, ...model } = await session.load("model.load", payload, { signal, onProgress });
        const { recipe, defaults } = opening.recipes(model);
        set({ model, modelName: name });
        get().adoptRecipe(recipe, defaults);
        keepOwn(opening, model.source, model.sizeBytes, fetched);
      } else {
        const { takeLabels } = opening;
        const asked = takeLabels ? { ...payload, takeLabels } : payload;
        const { fetched, ...data } = await session.load("data.load", asked, { signal, onProgress });
        const { recipe, defaults, data: before } = get();
        set({ data, pictures: {} });
        if (recipe && defaults) {
          get().adoptRecipe(withData(recipe, before, data), withData(defaults, before, data));
        }
        const names = get().kept.find(({ id }) => id === keptId("data", data.source))?.classNames;
        if (names && names.length > 0) await get().nameClasses(names);
        keepOwn(opening, data.source, sizeBytes ?? 0, fetched);
      }
    };

    /**
     * What a person brought stays on the device: files whole, those behind an address too; of an address that leads to
     * many files (a description of sheets) itself. What ships with the page need not.
     */
    const keepOwn = (
      { what, name, location }: Opening,
      source: Source,
      sizeBytes: number,
      fetched: File | undefined,
    ) => {
      if (source.kind === "bundled") return;
      const kept = fetched ? { files: [{ path: fetched.name, file: fetched }] } : location;
      if (fetched) session.amend(what === "model" ? "model.load" : "data.load", { location: kept });
      const keptBytes = fetched?.size ?? ("url" in kept ? 0 : sizeBytes);
      void get().keep({ id: keptId(what, source), what, name, source, sizeBytes: keptBytes }, kept);
    };

    /** A model that takes the place of one that could not be loaded needs that one's images, too. */
    const missingImages = (openings: Opening[]): Opening[] => {
      const { recipe, data } = get();
      if (data || recipe?.data.kind !== "bundled" || openings.some(({ what }) => what === "data")) return [];
      const images = bundledData(get(), baseUrl, recipe.data.id);
      return images ? [images] : [];
    };

    /** The images that are open, from where they came; null where none are. */
    const openAgain = (): DataOpening | null => {
      const { data, kept } = get();
      const payload = session.loaded("data.load");
      if (!data || !payload) return null;
      const { location, takeLabels = false } = payload;
      const sizeBytes = kept.find(({ id }) => id === keptId("data", data.source))?.sizeBytes ?? null;
      const { name, source } = data;
      return { what: "data", name, source, location, sizeBytes, ...(takeLabels ? { takeLabels } : {}) };
    };

    /** Arrays are read by the inputs of the model: for one with other inputs, those that are open are read again. */
    const arraysAgain = (openings: Opening[], before: ModelSummary | null): Opening[] => {
      const { model, data } = get();
      const areArrays = data?.fromArrays || data?.kind === "tensors" || (data?.fields ?? []).length > 0;
      if (!areArrays || openings.some(({ what }) => what === "data")) return [];
      const again = inputsOf(model) === inputsOf(before) ? null : openAgain();
      return again ? [again] : [];
    };

    const loadAll = async (openings: Opening[], signal: AbortSignal): Promise<boolean> => {
      for (const opening of openings) {
        try {
          await load(opening, signal);
        } catch (error) {
          if (signal.aborted || isAbort(error)) return false;
          set({ loading: null });
          get().refuse(opening.what, opening.name, error);
          return false;
        }
        if (signal.aborted) return false;
      }
      return true;
    };

    return {
      model: null,
      modelName: "",
      data: null,
      loading: null,
      workspaceFailure: null,

      open: async (openings) => {
        newest.abort();
        newest = new AbortController();
        const { signal } = newest;
        const { model: before } = get();
        // A run would go on with a model or images that are taken from it.
        void get().cancelTask("run");
        set({ workspaceFailure: null });
        if (!(await loadAll([...openings, ...missingImages(openings)], signal))) return false;
        // What stands below is of what was loaded before: nothing of this has been run.
        set(({ tasks }) => ({ tasks: { ...tasks, run: IDLE }, live: idleRun }));
        if (!(await loadAll(arraysAgain(openings, before), signal))) return false;
        set({ loading: null });
        return true;
      },

      cancelLoading: () => {
        newest.abort();
        set({ loading: null });
      },

      // On a phone the recipe lies over the notice.
      refuse: (what, name, error) =>
        set({ workspaceFailure: { ...toFailure(error), what, name }, railOpen: false }),

      openModel: async (id) => {
        const model = bundledModel(get(), baseUrl, id);
        if (!model) return;
        const { models, data } = get();
        const dataset = models.find((entry) => entry.id === id)?.dataset ?? "";
        const images = isLoaded(data, dataset) ? null : bundledData(get(), baseUrl, dataset);
        await get().open(images ? [model, images] : [model]);
      },

      openData: async (id) => {
        const images = bundledData(get(), baseUrl, id);
        if (images) await get().open([images]);
      },

      takeLabels: async () => {
        const again = openAgain();
        if (again) await get().open([{ ...again, takeLabels: true }]);
      },

      dismissWorkspaceFailure: () => set({ workspaceFailure: null }),
    };
  };

/** Equal for two models that read arrays alike. */
const inputsOf = (model: ModelSummary | null): string =>
  JSON.stringify([model?.inputs, model?.otherInputs, model?.pictureInput?.name]);

const isLoaded = (data: DatasetSummary | null, id: string): boolean =>
  data?.source.kind === "bundled" && data.source.id === id;
