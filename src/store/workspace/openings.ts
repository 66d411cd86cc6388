import type { Recipe, Source } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import type { Location, ModelSummary } from "#protocol/messages.ts";
import { keptId } from "../kept/kept-store.ts";
import type { LabServices, LabState } from "../lab-state.ts";
import { recipeForModel, recipesForOwnModel } from "../recipe/recipe-for-model.ts";
import { nameOfUrl } from "../run/download-url.ts";

interface Content {
  name: string;
  source: Source;
  location: Location;
  sizeBytes: number | null;
}

/** A model to load, and the recipe under which it is then run. */
export interface ModelOpening extends Content {
  what: "model";
  recipes: (summary: ModelSummary) => { recipe: Recipe; defaults: Recipe };
}

export interface DataOpening extends Content {
  what: "data";
  /** The reader says that labels in doubt are labels. */
  takeLabels?: boolean;
}

export type Opening = ModelOpening | DataOpening;

type Catalogue = Pick<LabState, "models" | "datasets" | "recipe">;

/** A model that ships with the page; null where the catalogue has none of this name. */
export function bundledModel(
  { models, recipe }: Catalogue,
  baseUrl: string,
  id: string,
): ModelOpening | null {
  const entry = models.find((model) => model.id === id);
  if (!entry) return null;
  const defaults = defaultRecipe(entry, entry.dataset);
  return {
    what: "model",
    name: entry.name,
    source: { kind: "bundled", id },
    location: { url: new URL(`models/${entry.file}`, baseUrl).href },
    sizeBytes: entry.sizeBytes,
    recipes: () => ({ recipe: recipe ? recipeForModel(recipe, defaults) : defaults, defaults }),
  };
}

/** An image set that ships with the page. */
export function bundledData({ datasets }: Catalogue, baseUrl: string, id: string): DataOpening | null {
  const entry = datasets.find((dataset) => dataset.id === id);
  if (!entry) return null;
  const url = new URL(`datasets/${entry.path}`, baseUrl).href;
  return {
    what: "data",
    name: entry.name,
    source: { kind: "bundled", id },
    location: { url },
    sizeBytes: null,
  };
}

/** A model or images that a person brought; a model is run under the recipe of the moment. */
export function ownOpening(what: Opening["what"], content: Content, get: () => Catalogue): Opening {
  if (what === "data") return { what, ...content };
  return {
    what,
    ...content,
    recipes: (summary) => {
      const { recipe, models } = get();
      return recipesForOwnModel(recipe ?? defaultRecipe(models[0], models[0].dataset), summary);
    },
  };
}

type UrlSource = Extract<Source, { kind: "url" }>;

export const urlOpening = (what: Opening["what"], source: UrlSource, get: () => Catalogue): Opening =>
  ownOpening(
    what,
    { name: nameOfUrl(source.url), source, location: { url: source.url }, sizeBytes: null },
    get,
  );

/** What was kept of a source; null where nothing was, or it was another file than the one stated. */
async function keptOpening(
  what: Opening["what"],
  source: Exclude<Source, { kind: "bundled" }>,
  get: () => LabState,
  keptStore: LabServices["keptStore"],
): Promise<Opening | null> {
  const item = get().kept.find(({ id }) => id === keptId(what, source));
  if (!item) return null;
  if (source.sha256 !== undefined && item.source.kind === "url" && item.source.sha256 !== source.sha256)
    return null;
  const content = await keptStore.content(item.id);
  return content ? ownOpening(what, { ...item, location: content.location }, get) : null;
}

/** What a recipe names, wherever it can be had from: the page, an address, or this device. Null where it cannot. */
export async function openingOf(
  what: Opening["what"],
  source: Source,
  get: () => LabState,
  { baseUrl, keptStore }: Pick<LabServices, "baseUrl" | "keptStore">,
): Promise<Opening | null> {
  switch (source.kind) {
    case "bundled":
      return (what === "model" ? bundledModel : bundledData)(get(), baseUrl, source.id);
    case "url":
      return (await keptOpening(what, source, get, keptStore)) ?? urlOpening(what, source, get);
    case "file":
      return keptOpening(what, source, get, keptStore);
  }
}
