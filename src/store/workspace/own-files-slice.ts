import { LabError } from "#failures/lab-error.ts";
import type { DroppedFile } from "#protocol/messages.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import type { Opening } from "./openings.ts";
import { openingOf, ownOpening, urlOpening } from "./openings.ts";
import { nameOfFiles, sortDropped } from "./sort-dropped.ts";

/** Opening what did not come with the page. */
export interface OwnFilesSlice {
  /** Whatever was dropped on the page: a model, images, or both. */
  openDropped: (files: DroppedFile[]) => Promise<void>;
  openModelFiles: (files: DroppedFile[]) => Promise<void>;
  openImages: (files: DroppedFile[]) => Promise<void>;
  openUrl: (what: Opening["what"], url: string) => Promise<void>;
  openKept: (id: string) => Promise<void>;
}

const MOST_NAMED = 4;

function severalModels(models: DroppedFile[]): LabError {
  const names = models.slice(0, MOST_NAMED).map(({ path }) => path);
  const files = models.length > MOST_NAMED ? [...names, "…"] : names;
  return new LabError("model.several", { count: models.length, files: files.join(", ") });
}

export const createOwnFilesSlice =
  (services: LabServices): SliceCreator<OwnFilesSlice> =>
  (_set, get) => {
    const opening = (what: Opening["what"], files: DroppedFile[]): Opening => {
      const name = what === "model" ? files[0].file.name : nameOfFiles(files);
      const sizeBytes = files.reduce((sum, { file }) => sum + file.size, 0);
      // The hash is known when the worker has read the files.
      return ownOpening(
        what,
        { name, source: { kind: "file", name, sha256: "" }, location: { files }, sizeBytes },
        get,
      );
    };

    const openAll = async (models: DroppedFile[], beside: DroppedFile[], images: DroppedFile[]) => {
      if (models.length > 1) {
        get().refuse("model", nameOfFiles(models), severalModels(models));
        return;
      }
      const openings: Opening[] = [];
      if (models.length > 0) openings.push(opening("model", [...models, ...beside]));
      if (images.length > 0) openings.push(opening("data", images));
      if (openings.length > 0) await get().open(openings);
    };

    return {
      openDropped: (files) => {
        const { models, beside, images } = sortDropped(files);
        return openAll(models, beside, images);
      },

      openModelFiles: (files) => {
        const { models, beside } = sortDropped(files);
        // Chosen as a model, whatever it is called: the worker says what it is not.
        return models.length > 0
          ? openAll(models, beside, [])
          : openAll(files.slice(0, 1), files.slice(1), []);
      },

      openImages: (files) => openAll([], [], files),

      openUrl: async (what, url) => {
        await get().open([urlOpening(what, { kind: "url", url }, get)]);
      },

      openKept: async (id) => {
        const item = get().kept.find((each) => each.id === id);
        if (!item) return;
        const { what, name, source } = item;
        try {
          const found = await openingOf(what, source, get, services);
          if (!found) throw new LabError("storage.lost", { name });
          await get().open([found]);
        } catch (cause) {
          get().refuse(what, name, new LabError("storage.lost", { name }, { cause }));
        }
      },
    };
  };
