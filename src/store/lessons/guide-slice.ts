import * as v from "valibot";
import { canonicalJson } from "#experiment/canonical-json.ts";
import { jsonText } from "#experiment/json-numbers.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { type Evidence, evidenceSchema, STEPS, type StepId } from "#lessons/procedure.ts";
import { type ProcedureRun, procedureRun } from "#lessons/procedure-run.ts";
import { type Question, type QuestionId, questionOf } from "#lessons/questions.ts";
import type { ScenarioId } from "#lessons/scenario.ts";
import type { SliceCreator } from "../lab-state.ts";
import { finishedRun } from "../run/finished-run.ts";
import { busyWith } from "../tasks/tasks-slice.ts";
import { type Evidences, observed } from "./guide-evidence.ts";

/** Two runs that answer a question, in the order in which they were made; the second may be under way. */
export interface Answer {
  first: ProcedureRun;
  second: ProcedureRun | null;
}

export const GUIDE_SECTIONS = ["procedure", "questions", "scenarios", "glossary"] as const;
export type GuideSection = (typeof GUIDE_SECTIONS)[number];

export interface GuideSlice {
  guideSection: GuideSection;
  /** Where the reader is in the procedure. */
  guideStep: StepId;
  /** The step stands above the other tabs; null until the guide has been begun. */
  isGuideStripOpen: boolean;
  guideEvidence: Evidences;
  /** Scenarios that were mended, of earlier visits too. */
  mended: ScenarioId[];
  answers: Partial<Record<QuestionId, Answer>>;
  /** The question whose runs are under way. */
  asking: QuestionId | null;
  showGuide: (section: GuideSection) => void;
  goToStep: (step: StepId) => void;
  setGuideStrip: (open: boolean) => void;
  /** Forgets what was seen and begins with the first step; runs and recipe stay. */
  restartGuide: () => void;
  /** Sets a recipe as one step to undo and runs it, in view of the results. */
  runStep: (control: string, change: (recipe: Recipe) => Recipe) => Promise<void>;
  ask: (id: QuestionId) => Promise<void>;
  addMended: (id: ScenarioId) => void;
}

export const createGuideSlice: SliceCreator<GuideSlice> = (set, get, api) => {
  const kept = recallGuide();

  api.subscribe((state, before) => {
    const guideEvidence = observed(state.guideEvidence, state, before);
    if (guideEvidence !== state.guideEvidence) set({ guideEvidence });
  });
  api.subscribe((state, before) => {
    const { guideStep, isGuideStripOpen, guideEvidence, mended } = state;
    const isSame =
      guideStep === before.guideStep &&
      isGuideStripOpen === before.isGuideStripOpen &&
      guideEvidence === before.guideEvidence &&
      mended === before.mended;
    if (!isSame)
      rememberGuide({ step: guideStep, isStripOpen: isGuideStripOpen, evidence: guideEvidence, mended });
  });

  /** The run of a recipe, if it came to its end. */
  const finished = async (question: Question, which: "first" | "second"): Promise<ProcedureRun | null> => {
    const { data } = get();
    get().editRecipe(`question.${question.id}.${which}`, (recipe) =>
      question[which](recipe, data?.calibrationCount ?? 0),
    );
    const record = await finishedRun(get, `Question: ${question.names[which === "first" ? 0 : 1]}`);
    return record && procedureRun(record.number, record.result);
  };

  return {
    guideSection: "procedure",
    guideStep: kept?.step ?? STEPS[0],
    isGuideStripOpen: kept?.isStripOpen ?? false,
    guideEvidence: kept?.evidence ?? {},
    mended: (kept?.mended ?? []) as ScenarioId[],
    answers: {},
    asking: null,

    showGuide: (guideSection) => set({ guideSection, tab: "guide" }),
    goToStep: (guideStep) => set({ guideStep, isGuideStripOpen: true }),
    setGuideStrip: (isGuideStripOpen) => set({ isGuideStripOpen }),
    restartGuide: () => set({ guideStep: STEPS[0], guideEvidence: {} }),

    runStep: async (control, change) => {
      if (busyWith(get())) return;
      get().editRecipe(`guide.${control}`, change);
      get().showTab("compare");
      set({ isGuideStripOpen: true });
      await get().run();
    },

    ask: async (id) => {
      if (busyWith(get()) || get().asking) return;
      const question = questionOf(id);
      set({ asking: id });
      try {
        const first = await finished(question, "first");
        if (!first) return;
        const put = (second: ProcedureRun | null) =>
          set(({ answers }) => ({ answers: { ...answers, [id]: { first, second } } }));
        put(null);
        const second = await finished(question, "second");
        if (second) put(second);
      } finally {
        set({ asking: null });
      }
    },

    addMended: (id) => set(({ mended }) => (mended.includes(id) ? {} : { mended: [...mended, id] })),
  };
};

/** What a reload should not lose of the guide: small, so it lies beside the page's other preferences. */
const KEY = "quantization-lab.guide";

/** By model and images as they are written now; earlier versions kept the order of their keys. */
const byMaterial = (kept: Record<string, Evidence>): Record<string, Evidence> =>
  Object.fromEntries(Object.entries(kept).map(([key, each]) => [canonicalJson(JSON.parse(key)), each]));

const memory = v.object({
  version: v.literal(1),
  step: v.picklist(STEPS),
  isStripOpen: v.boolean(),
  evidence: v.pipe(v.record(v.string(), evidenceSchema), v.transform(byMaterial)),
  mended: v.array(v.string()),
});

type GuideMemory = Omit<v.InferOutput<typeof memory>, "version">;

/** What was kept; null where there is nothing, or nothing that can be read. */
function recallGuide(): GuideMemory | null {
  try {
    const text = globalThis.localStorage?.getItem(KEY);
    if (!text) return null;
    const { version: _, ...kept } = v.parse(memory, JSON.parse(text));
    return kept;
  } catch {
    // Refused, or of another shape: the guide begins anew.
    return null;
  }
}

function rememberGuide(kept: GuideMemory): void {
  try {
    globalThis.localStorage?.setItem(KEY, jsonText({ version: 1, ...kept }));
  } catch {
    // Refused or full: the guide works until the page is closed.
  }
}
