import type { Recipe } from "#experiment/recipe.ts";
import { STEPS, type StepId } from "#lessons/procedure.ts";
import { type ProcedureRun, procedureRun } from "#lessons/procedure-run.ts";
import { type Question, type QuestionId, questionOf } from "#lessons/questions.ts";
import type { ScenarioId } from "#lessons/scenario.ts";
import type { SliceCreator } from "../lab-state.ts";
import { finishedRun } from "../run/finished-run.ts";
import { busyWith } from "../tasks/tasks-slice.ts";
import { type Evidences, observed } from "./guide-evidence.ts";
import { recallGuide, rememberGuide } from "./guide-memory.ts";

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
