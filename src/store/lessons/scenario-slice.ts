import * as v from "valibot";
import { canonicalJson } from "#experiment/canonical-json.ts";
import { type Recipe, recipeSchema } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import { repairOf, type Scenario } from "#lessons/scenario.ts";
import { SCENARIOS, scenarioOf } from "#lessons/scenarios.ts";
import { type Failure, toFailure } from "../failure.ts";
import type { KeptRun } from "../kept/kept-store.ts";
import type { SliceCreator } from "../lab-state.ts";
import { sameMaterial } from "../recipe/same-experiment.ts";
import { finishedRun } from "../run/finished-run.ts";
import type { RunRecord } from "../run/run-slice.ts";
import { busyWith } from "../tasks/tasks-slice.ts";

/** Pictures that a scenario is judged on, or fewer where the recipe at hand takes fewer. */
const PICTURES = 512;

/** A scenario that has been broken, and the two runs by which later ones are judged. */
export interface BrokenScenario {
  id: Scenario["id"];
  /** The reader's own recipe, to go back to. */
  before: Recipe;
  /** Kept out of the comparisons: it would tell the cause. */
  healthy: RunRecord;
  broken: RunRecord;
}

export interface ScenarioSlice {
  scenario: BrokenScenario | null;
  /** What is under way on the way to a broken experiment. */
  scenarioStage: { id: Scenario["id"]; stage: "loading" | "reference" | "breaking" } | null;
  scenarioFailure: Failure | null;
  /** Loads the scenario's model where another is open, measures it as it was, breaks it and measures again. */
  breakIt: (id: Scenario["id"]) => Promise<void>;
  /** Sets the repair that is known to do, and runs it. */
  showRemedy: () => Promise<void>;
  /** Goes on, after a reload, with the scenario that was open, if its runs are among those that were kept. */
  resumeScenario: (runs: readonly KeptRun[]) => void;
  /** Back to the reader's own recipe. */
  leaveScenario: () => void;
}

export const createScenarioSlice: SliceCreator<ScenarioSlice> = (set, get, api) => {
  const isOpen = ({ modelId }: Scenario): boolean => {
    const { model, data, models } = get();
    const dataset = models.find(({ id }) => id === modelId)?.dataset;
    return (
      model?.source.kind === "bundled" &&
      model.source.id === modelId &&
      data?.source.kind === "bundled" &&
      data.source.id === dataset
    );
  };

  const breakOpened = async (scenario: Scenario) => {
    const { id } = scenario;
    const { recipe: before, defaults, model, latest: previous, baseline } = get();
    if (!before || !defaults) return;
    const { needsLayer } = scenario;
    if (needsLayer && !model?.layers.some(({ name }) => name === needsLayer)) {
      throw new LabError("scenario.layer-missing", { layer: needsLayer, title: scenario.title });
    }
    const { count, seed } = before.evaluation;
    const base = { ...defaults, evaluation: { count: Math.min(PICTURES, count), seed } };
    // Outside the history: to undo the break leads to the reader's recipe, not to the answer.
    const reference = scenario.healthy(base);
    set({ recipe: reference, scenarioStage: { id, stage: "reference" } });
    const healthy = await finishedRun(get, `As it was: ${scenario.title}`);
    if (get().recipe === reference) set({ recipe: before });
    if (!healthy) return;
    set({ scenarioStage: { id, stage: "breaking" } });
    const breaking = scenario.broken(base);
    get().editRecipe(`scenario.${id}`, () => breaking);
    const broken = await finishedRun(get, `Broken: ${scenario.title}`);
    if (!broken) {
      // Cancelled half-way: nobody wants a broken recipe without its story.
      if (get().recipe === breaking) get().undo();
      return;
    }
    set({ scenario: { id, before, healthy, broken }, previous, baseline: baseline ?? broken });
  };

  // The runs to judge by, and the reader's recipe, are of the model and images that were open.
  api.subscribe(({ recipe, scenario }, before) => {
    if (!scenario || !recipe || recipe === before.recipe) return;
    if (!sameMaterial(scenario.before, recipe)) set({ scenario: null });
  });

  api.subscribe(({ scenario }, before) => {
    if (scenario === before.scenario) return;
    rememberScenario(
      scenario && {
        ...{ id: scenario.id, before: scenario.before },
        ...{ healthy: scenario.healthy.result.recipe, broken: scenario.broken.result.recipe },
      },
    );
  });

  api.subscribe(({ latest, scenario }, before) => {
    if (!scenario || !latest || latest === before.latest || latest === scenario.broken) return;
    const { healthy, broken } = scenario;
    const runs = { healthy: healthy.result, broken: broken.result };
    if (repairOf(scenarioOf(scenario.id), runs, latest.result).state === "mended")
      get().addMended(scenario.id);
  });

  return {
    scenario: null,
    scenarioStage: null,
    scenarioFailure: null,

    breakIt: async (id) => {
      if (busyWith(get()) || get().scenarioStage) return;
      const scenario = scenarioOf(id);
      get().leaveScenario();
      get().dismissTaskFailure("timing");
      set({
        coldTiming: null,
        scenarioFailure: null,
        scenarioStage: { id, stage: "loading" },
      });
      try {
        if (!isOpen(scenario)) await get().openModel(scenario.modelId);
        if (isOpen(scenario)) await breakOpened(scenario);
        else if (!get().workspaceFailure && !get().loading) {
          throw new LabError("model.missing", { name: scenario.modelId });
        }
      } catch (error) {
        set({ scenarioFailure: toFailure(error) });
      } finally {
        set({ scenarioStage: null });
      }
    },

    showRemedy: async () => {
      const { scenario } = get();
      if (!scenario || busyWith(get())) return;
      const { remedy } = scenarioOf(scenario.id);
      get().editRecipe("scenario.remedy", () => remedy(scenario.broken.result.recipe));
      await get().run();
    },

    resumeScenario: (runs) => {
      const open = recallScenario();
      const { recipe, latest } = get();
      if (!open || !recipe || !sameMaterial(open.before, recipe)) return;
      const runOf = (sought: Recipe) =>
        runs.find(({ record }) => canonicalJson(record.result.recipe) === canonicalJson(sought))?.record;
      const [healthy, broken] = [runOf(open.healthy), runOf(open.broken)];
      if (!healthy || !broken) return;
      // The newest run has been brought back already, as the latest.
      const isLatest = broken === runs[0].record && latest !== null;
      set({ scenario: { id: open.id, before: open.before, healthy, broken: isLatest ? latest : broken } });
    },

    leaveScenario: () => {
      const { scenario } = get();
      if (!scenario) return;
      get().editRecipe("scenario.leave", () => scenario.before);
      set({ scenario: null });
    },
  };
};

/** Of this browser tab: another one may have something else broken. */
const KEY = "quantization-lab.scenario";

const memory = v.object({
  id: v.picklist(SCENARIOS.map(({ id }) => id)),
  before: recipeSchema,
  healthy: recipeSchema,
  broken: recipeSchema,
});

/** The scenario that is open: the reader's own recipe, and the two that were run. */
type ScenarioMemory = v.InferOutput<typeof memory>;

/** What was open before a reload; null where nothing was, or nothing that can be read. */
function recallScenario(): ScenarioMemory | null {
  try {
    const text = globalThis.sessionStorage?.getItem(KEY);
    return text ? v.parse(memory, JSON.parse(text)) : null;
  } catch {
    // Refused, or of another shape: the scenario can be broken again.
    return null;
  }
}

function rememberScenario(open: ScenarioMemory | null): void {
  try {
    if (open) globalThis.sessionStorage?.setItem(KEY, JSON.stringify(open));
    else globalThis.sessionStorage?.removeItem(KEY);
  } catch {
    // Refused or full: the scenario stays open until the page is closed.
  }
}
