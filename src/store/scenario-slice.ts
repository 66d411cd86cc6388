import { LabError } from "#core/lab-error.ts";
import type { Recipe } from "#core/recipe.ts";
import { repairOf, type Scenario, type ScenarioId } from "#core/scenario.ts";
import { scenarioOf } from "#core/scenarios.ts";
import { busyWith } from "./busy.ts";
import type { Failure } from "./failure.ts";
import { toFailure } from "./failure.ts";
import { finishedRun } from "./finished-run.ts";
import type { SliceCreator } from "./lab-state.ts";
import type { RunRecord } from "./run-slice.ts";

/** Pictures that a scenario is judged on, or fewer where the recipe at hand takes fewer. */
const PICTURES = 512;

/** A scenario that has been broken, and the two runs by which later ones are judged. */
export interface BrokenScenario {
  id: ScenarioId;
  /** The reader's own recipe, to go back to. */
  before: Recipe;
  /** Kept out of the comparisons: it would tell the cause. */
  healthy: RunRecord;
  broken: RunRecord;
}

export interface ScenarioSlice {
  scenario: BrokenScenario | null;
  /** What is under way on the way to a broken experiment. */
  scenarioStage: { id: ScenarioId; stage: "loading" | "reference" | "breaking" } | null;
  scenarioFailure: Failure | null;
  /** Loads the scenario's model where another is open, measures it as it was, breaks it and measures again. */
  breakIt: (id: ScenarioId) => Promise<void>;
  /** Sets the repair that is known to do, and runs it. */
  showRemedy: () => Promise<void>;
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
    const healthy = await finishedRun(get);
    if (get().recipe === reference) set({ recipe: before });
    if (!healthy) return;
    set({ scenarioStage: { id, stage: "breaking" } });
    get().editRecipe(`scenario.${id}`, () => scenario.broken(base));
    const broken = await finishedRun(get);
    if (!broken) return;
    set({ scenario: { id, before, healthy, broken }, previous, baseline: baseline ?? broken });
  };

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
      set({ scenario: null, scenarioFailure: null, scenarioStage: { id, stage: "loading" } });
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

    leaveScenario: () => {
      const { scenario } = get();
      if (!scenario) return;
      get().editRecipe("scenario.leave", () => scenario.before);
      set({ scenario: null });
    },
  };
};
