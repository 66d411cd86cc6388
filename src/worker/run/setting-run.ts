import { BIAS_CORRECTION_PASSES } from "#engine/corrections/bias-correction.ts";
import { hiddenNotices } from "#engine/quantize/quantization-plan.ts";
import { unknownLayers } from "#engine/quantize/quantize-model.ts";
import type { Feeds } from "#engine/runtime/input-source.ts";
import type { EngineSession } from "#engine/runtime/session.ts";
import type { Backend } from "#experiment/backends.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { LayerResult, SettingName, VariantResult } from "#experiment/result.ts";
import type { OutputComparison } from "#numerics/errors/output-errors.ts";
import type { RunProgress } from "#protocol/messages.ts";
import { buildQuantized } from "../build/build.ts";
import type { Built } from "../build/build-step.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import type { LoadedModel } from "../open/loaded-model.ts";
import type { PhaseClock } from "../phase-clock.ts";
import { openQuantized } from "./choose-backend.ts";
import { Evaluation } from "./evaluation/evaluation.ts";
import { halfOverflows, LAYER_PICTURES, measureLayers } from "./layers.ts";
import { networkMemory } from "./network-costs.ts";
import { guarded, NoticeList, partFailed } from "./notices/notice-list.ts";
import { optimizerNotices } from "./notices/optimizer-check.ts";
import { correctionsOf, harmOfCorrections } from "./notices/without-corrections.ts";
import type { RunClock, RunPhaseClock } from "./run-clock.ts";

/** What the settings of one run share. */
export interface RunContext {
  model: LoadedModel;
  data: LoadedData;
  clock: RunClock;
  report: (progress: RunProgress) => void;
  signal: AbortSignal;
}

/** A setting that has been built. */
interface Opened {
  built: Built;
  session: EngineSession;
}

/** One setting on its way through a run: its build, its outputs, its notices. */
export class SettingRun {
  readonly notices: NoticeList;
  readonly evaluation: Evaluation;
  readonly #clock: RunPhaseClock;
  #opened: Opened | null = null;
  /** Evaluation images that it has seen. */
  #done = 0;
  #first: { indices: Uint32Array; outputs: readonly OutputComparison[] } | null = null;
  #broken = false;

  constructor(
    private readonly context: RunContext,
    readonly recipe: Recipe,
    private readonly setting: SettingName,
    /** The page does not get again what it has heard of the other setting. */
    heard: NoticeList | null = null,
  ) {
    const { model, data, clock, report, signal } = context;
    this.#clock = clock.shared();
    this.notices = new NoticeList((notice) => report({ kind: "notice", setting, ...notice }), heard);
    this.evaluation = new Evaluation(model, data, recipe, this.#clock, signal);
    const { plan } = model.float(recipe.corrections.equalize ?? false);
    planSetting(this.#clock, recipe, {
      evaluation: this.evaluation.indices.length,
      calibration: data.calibrationIndices(recipe.calibration).length,
      layers: plan.layers.length,
    });
    this.notices.add([...unknownLayers(plan, recipe), ...hiddenNotices(plan)]);
  }

  /** Whether the images still to come are not evaluated. */
  get isBroken(): boolean {
    return this.#broken;
  }

  /** The evaluation images that this setting has seen. */
  get seen(): Uint32Array {
    return this.evaluation.indices.subarray(0, this.#done);
  }

  /** The session of the quantized model. */
  get session(): EngineSession {
    return this.#required.session;
  }

  /** Builds the quantized model and opens it; results of earlier recipes make the build shorter. */
  async build(backend: Backend): Promise<void> {
    const { model, data, signal } = this.context;
    const { recipe, notices, evaluation } = this;
    const built = await buildQuantized(model, data, recipe, { backend, signal, clock: this.#clock });
    notices.add(built.notices);
    const session = await openQuantized(built.build.bytes, recipe.mode, backend, model, evaluation, notices);
    this.#opened = { built, session };
  }

  /**
   * Puts the quantized model through one more part of the images, which FP32 has seen, and reports where things stand.
   * After a part that fails the setting stays with what it has seen; without a first one there is nothing to show.
   *
   * @throws whatever the first part throws
   */
  async evaluate(fp32: EngineSession, chunk: Uint32Array): Promise<void> {
    if (this.#broken) return;
    const { signal, report } = this.context;
    try {
      await this.evaluation.quantized(this.session, fp32, chunk);
    } catch (error) {
      if (signal.aborted || this.#done === 0) throw error;
      this.cutShort(error);
      return;
    }
    this.#done += chunk.length;
    const snapshot = this.evaluation.compare(fp32, this.seen);
    this.#first ??= { indices: chunk, outputs: snapshot.outputs };
    report({ kind: "snapshot", setting: this.setting, snapshot });
  }

  /** The images still to come cannot be evaluated. */
  cutShort(error: unknown): void {
    this.#broken = true;
    this.notices.add([partFailed("the evaluation of the remaining items", error)]);
  }

  /** Compares a setting with corrections with the same without any. */
  async judgeCorrections(fp32: EngineSession, backend: Backend): Promise<void> {
    const first = this.#first;
    if (first === null || correctionsOf(this.recipe).length === 0) return;
    const { model, data, signal } = this.context;
    const measure = () => harmOfCorrections(model, data, this.recipe, backend, fp32, first, signal);
    this.notices.add(await guarded("the comparison without corrections", this.notices, signal, measure, []));
  }

  /** What one inference costs in memory, and whether the runtime's optimizer changes what it gives. */
  async inspect(fp32: EngineSession, feeds: Feeds): Promise<number | null> {
    const { signal, model } = this.context;
    const { built, session } = this.#required;
    const { build } = built;
    if (session.runtime.backend === "wasm") {
      const check = () =>
        optimizerNotices(build.bytes, feeds, { fp32, quantized: session }, model.numericOutputs);
      this.notices.add(
        await guarded("the check of the runtime's optimizer", this.notices, signal, check, []),
      );
    }
    const memory = () => networkMemory(build.model, feeds);
    return guarded("the memory of the activations", this.notices, signal, memory, null);
  }

  /** The error and the time of each layer. */
  async layers(): Promise<LayerResult[]> {
    const { model, signal } = this.context;
    const { built } = this.#required;
    const { evaluation, notices } = this;
    const layers = await measureLayers(
      built,
      evaluation,
      model.input.fixedBatch,
      this.#clock,
      notices,
      signal,
    );
    notices.add(halfOverflows(layers, evaluation.sound(evaluation.indices).length));
    return layers;
  }

  /** What was measured of the quantized model on the images that it has seen, but for what takes time of its own. */
  results(fp32: EngineSession) {
    const { built, session } = this.#required;
    const { build, observers, corrections } = built;
    const { quantized, ...compared } = this.evaluation.compare(fp32, this.seen);
    const file: Omit<VariantResult, "activationBytes" | "latencyMs"> = {
      ...quantized,
      sizeBytes: build.bytes.length,
      weightBytes: build.weightBytes,
    };
    return {
      ...compared,
      quantized: file,
      backend: session.runtime.backend,
      floatNodes: build.floatNodes,
      corrections,
      nonFinite: nonFiniteCounts(observers),
    };
  }

  async release(): Promise<void> {
    await this.#opened?.session.release();
    this.#opened = null;
  }

  get #required(): Opened {
    if (!this.#opened) throw new Error("the setting has not been built");
    return this.#opened;
  }
}

function nonFiniteCounts(observers: Built["observers"]): Record<string, number> {
  const counted = [...observers].filter(([, { nonFinite }]) => nonFinite > 0);
  return Object.fromEntries(counted.map(([tensor, { nonFinite }]) => [tensor, nonFinite]));
}

/**
 * Plans the work of FP32, in images. The images of the first part are taken off the evaluation when it comes to
 * them.
 */
export function planFp32(
  clock: PhaseClock,
  { first, evaluation }: { first: number; evaluation: number },
): void {
  clock.plan("baseline", first, 1);
  clock.plan("evaluate", evaluation, 1);
}

/** Plans the work that one setting adds to each phase, and the cost of a unit in FP32 images until it is measured. */
function planSetting(
  clock: PhaseClock,
  { mode, corrections }: Recipe,
  counts: { evaluation: number; calibration: number; layers: number },
): void {
  const { evaluation, calibration, layers } = counts;
  if (mode === "static") clock.plan("calibrate", calibration, 1.3);
  if (corrections.learnedRounding) clock.plan("round", layers, 50);
  if (corrections.biasCorrection) clock.plan("correct-bias", BIAS_CORRECTION_PASSES * calibration, 3);
  clock.plan("evaluate", evaluation, 1.2);
  clock.plan("layers", LAYER_PICTURES + layers, 4);
}
