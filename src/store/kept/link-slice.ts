import { canonicalJson } from "#experiment/canonical-json.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { withSetting } from "#experiment/setting.ts";
import { LabError } from "#failures/lab-error.ts";
import type { DroppedFile } from "#protocol/messages.ts";
import { decodeLink, encodeLink } from "#share/link.ts";
import type { ExpectedResult, SharedExperiment } from "#share/shared-experiment.ts";
import { type Verification, verifyResult } from "#share/verify.ts";
import type { Failure } from "../failure.ts";
import { toFailure } from "../failure.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import { expectedResult } from "../run/expected-result.ts";
import type { Tab } from "../view-slice.ts";
import { TABS } from "../view-slice.ts";
import { type Opening, openingOf, ownOpening } from "../workspace/openings.ts";

type Part = Opening["what"];

/** An experiment that somebody sent, before the reader has agreed to it. */
export interface Offer {
  experiment: SharedExperiment;
  /** Files of the sender that are not on this device. */
  missing: Part[];
}

/** What became of the numbers that came with a link. */
export interface CheckedLink {
  /** Of the run that was held against them. */
  run: number;
  expected: ExpectedResult;
  verification: Verification;
  /** Of B; null where the link has no numbers of it. */
  b: Verification | null;
}

type Described = Pick<SharedExperiment, "recipe" | "view"> &
  Partial<Pick<SharedExperiment, "b" | "damagedB">>;

export interface LinkSlice {
  offer: Offer | null;
  linkFailure: Failure | null;
  checkedLink: CheckedLink | null;
  /** The fragment that describes what is on the page; with the numbers of the last run where they are of this recipe. */
  linkFragment: (withNumbers: boolean) => Promise<string | null>;
  /**
   * Reads a fragment. What only sets the recipe of what is loaded, or of what comes with the page, is done at once
   * unless it carries numbers to check; all else becomes an offer. Resolves with whether the page's own start is not
   * needed any more.
   */
  readLink: (fragment: string) => Promise<boolean>;
  /** Loads what an experiment names unless it is loaded already, and takes over its recipe; not its numbers. */
  openExperiment: (experiment: Described) => Promise<boolean>;
  /** Loads what the offer names, runs it and checks its numbers; `files` are those that were missing. */
  acceptOffer: (files: Partial<Record<Part, DroppedFile[]>>) => Promise<void>;
  refuseOffer: () => void;
  dismissLinkFailure: () => void;
  dismissCheckedLink: () => void;
}

const PARTS: readonly Part[] = ["model", "data"];
const isTab = (name: string | undefined): name is Tab => TABS.some(({ id }) => id === name);
const sameRecipe = (a: Recipe | null | undefined, b: Recipe): boolean =>
  canonicalJson(a) === canonicalJson(b);
const sameSource = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

export const createLinkSlice =
  (services: LabServices): SliceCreator<LinkSlice> =>
  (set, get) => {
    const opening = async (what: Part, { recipe }: Described, files: DroppedFile[] | undefined) => {
      const source = recipe[what];
      if (!files || source.kind !== "file") {
        const found = await openingOf(what, source, get, services);
        const name =
          source.kind === "bundled" ? source.id : source.kind === "file" ? source.name : source.url;
        if (!found) throw new LabError(`${what}.missing`, { name });
        return found;
      }
      const sizeBytes = files.reduce((sum, { file }) => sum + file.size, 0);
      return ownOpening(what, { name: source.name, source, location: { files }, sizeBytes }, get);
    };

    /** Loads what is not loaded yet; the recipe is then the one sent, whatever loading made of it. */
    const openAll = async (experiment: Described, files: Partial<Record<Part, DroppedFile[]>>) => {
      const { recipe, b = null, damagedB, view } = experiment;
      const loaded = get();
      const openings: Opening[] = [];
      for (const what of PARTS) {
        if (!sameSource(loaded[what]?.source, recipe[what])) {
          openings.push(await opening(what, experiment, files[what]));
        }
      }
      if (openings.length > 0) {
        if (!(await get().open(openings))) return false;
        const { defaults } = get();
        get().adoptRecipe(recipe, defaults ?? recipe, b);
      } else {
        get().editPair("link", { recipe, b });
      }
      if (damagedB) set({ linkFailure: toFailure(new LabError("link.b-invalid", damagedB)) });
      // Unless the reader has gone elsewhere in the meantime.
      if (isTab(view.tab) && get().tab === loaded.tab) get().showTab(view.tab);
      if (view.layer !== undefined && get().model?.layers.some(({ name }) => name === view.layer)) {
        get().selectLayer(view.layer);
      }
      return true;
    };

    const offer = async (experiment: SharedExperiment) => {
      const missing: Part[] = [];
      for (const what of PARTS) {
        const source = experiment.recipe[what];
        const isHere =
          source.kind !== "file" ||
          sameSource(get()[what]?.source, source) ||
          (await openingOf(what, source, get, services).catch(() => null)) !== null;
        if (!isHere) missing.push(what);
      }
      set({ offer: { experiment, missing } });
    };

    return {
      offer: null,
      linkFailure: null,
      checkedLink: null,

      linkFragment: async (withNumbers) => {
        const { recipe, b, latest, tab, selectedLayer } = get();
        if (!recipe) return null;
        const isOfRecipe = latest !== null && sameRecipe(latest.result.recipe, recipe);
        const ofB = b && latest?.b && sameRecipe(latest.b.recipe, withSetting(recipe, b)) ? latest.b : null;
        return encodeLink({
          recipe,
          b,
          view: { tab, layer: tab === "layers" ? (selectedLayer ?? undefined) : undefined },
          expected: withNumbers && isOfRecipe ? expectedResult(latest.result) : null,
          expectedB: withNumbers && isOfRecipe && ofB ? expectedResult(ofB) : null,
        });
      },

      readLink: async (fragment) => {
        set({ linkFailure: null });
        try {
          const experiment = await decodeLink(fragment);
          const { recipe, expected } = experiment;
          const isAtHand = PARTS.every(
            (what) => recipe[what].kind === "bundled" || sameSource(get()[what]?.source, recipe[what]),
          );
          if (isAtHand && !expected) return await openAll(experiment, {});
          await offer(experiment);
        } catch (error) {
          set({ linkFailure: toFailure(error) });
        }
        return false;
      },

      acceptOffer: async (files) => {
        const { offer: accepted } = get();
        if (!accepted) return;
        const { experiment } = accepted;
        set({ offer: null, checkedLink: null });
        try {
          if (!(await openAll(experiment, files))) return;
        } catch (error) {
          set({ linkFailure: toFailure(error) });
          return;
        }
        await get().run();
        const { latest, tasks } = get();
        const { expected, expectedB, recipe } = experiment;
        if (!expected || tasks.run.status !== "done" || !latest || !sameRecipe(latest.result.recipe, recipe))
          return;
        const verification = verifyResult(expected, expectedResult(latest.result));
        const b = expectedB && latest.b ? verifyResult(expectedB, expectedResult(latest.b)) : null;
        set({ checkedLink: { run: latest.number, expected, verification, b } });
      },

      openExperiment: async (experiment) => {
        try {
          return await openAll(experiment, {});
        } catch (error) {
          set({ linkFailure: toFailure(error) });
          return false;
        }
      },

      refuseOffer: () => set({ offer: null }),
      dismissLinkFailure: () => set({ linkFailure: null }),
      dismissCheckedLink: () => set({ checkedLink: null }),
    };
  };
