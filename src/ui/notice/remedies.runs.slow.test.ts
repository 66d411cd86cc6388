import { afterAll, beforeAll, vi } from "vitest";
import { loadRuntime, runtimeError } from "#engine/runtime/runtime.ts";
import { EngineSession, type NamedTensor } from "#engine/runtime/session.ts";
import { checkWebgpu } from "#engine/runtime/webgpu.ts";
import type { KnownAccuracy } from "#experiment/outcomes/near-chance.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { parseRecipe } from "#experiment/recipe.ts";
import type { Notice } from "#experiment/result.ts";
import { textbookSymmetric } from "#numerics/textbook.ts";
import { attentionNet } from "#onnx/fixtures/attention-net.ts";
import { buildModel, node, noise, noiseTensor } from "#onnx/fixtures/build.ts";
import { PER_CHANNEL, PER_TENSOR, planFor, uncalibratedPlan } from "#onnx/fixtures/plan.ts";
import { residualNet } from "#onnx/fixtures/residual-net.ts";
import { mainGraph } from "#onnx/model/graph/shallow-copy.ts";
import { readFloats } from "#onnx/model/read/tensor.ts";
import { type ModelProto, TensorProto_DataType as Type } from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { floatTensor } from "#onnx/model/write/tensor.ts";
import { equalizeLayers } from "#onnx/quantize/corrections/equalize.ts";
import { insertDynamic } from "#onnx/quantize/dynamic/dynamic.ts";
import { halfPrecision } from "#onnx/quantize/half-precision.ts";
import { insertQdq } from "#onnx/quantize/qdq/insert-qdq.ts";
import { CLASSES, COUNT as COLOURS, colourLab, known, truth } from "#worker/fixtures/colour-lab.ts";
import { type Lab, residualLab, residualPreprocess, residualRecipe } from "#worker/fixtures/lab.ts";
import { never, runLab } from "#worker/fixtures/run-lab.ts";
import { dropped, droppedImages, npy } from "#worker/fixtures/strangers.ts";
import type { LoadedData } from "#worker/open/loaded-data.ts";
import * as costs from "#worker/run/network-costs.ts";
import { fp32Notices } from "#worker/run/notices/data-notices.ts";
import { optimizerNotices } from "#worker/run/notices/optimizer-check.ts";
import { runRecipe } from "#worker/run/run.ts";
import { type RunCode, says, type Trial, type Trials, throws, tryRemedies } from "./fixtures/trial.ts";

beforeAll(() => {
  vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
});
afterAll(() => vi.unstubAllGlobals());

const noticesOf = async (lab: Lab, change: Partial<Recipe> = {}) =>
  (await runLab(lab, change)).result.notices;

/** Gives the same answer to the same question without working it out again. */
function remembered<Given, Answer>(work: (given: Given) => Answer): (given: Given) => Answer {
  const answers = new Map<Given, Answer>();
  return (given) => {
    const answer = answers.get(given) ?? work(given);
    answers.set(given, answer);
    return answer;
  };
}

interface Told {
  label?: (i: number) => number;
  classes?: number;
  known?: KnownAccuracy | null;
  preprocess?: Recipe["preprocess"];
}

/** The net that tells colours, on images that are labelled or fed otherwise. */
const colours = remembered(
  async ({
    label,
    classes,
    known: told = null,
    preprocess = residualPreprocess,
  }: Told): Promise<readonly Notice[]> => {
    const { model, data } = colourLab(label, classes);
    const recipe: Recipe = { ...residualRecipe, preprocess, evaluation: { count: COLOURS, seed: 1 } };
    return (await runRecipe(model, data, recipe, "wasm", () => {}, never, told)).notices;
  },
);
const RIGHT: Told = {};
const RIGHT_KNOWN: Told = { known };
const oneLow = (i: number) => (truth[i] === 0 ? -1 : truth[i] - 1);
const oneHigh = (i: number) => truth[i] + 1;
const turned = (i: number) => (truth[i] + 1 + (i % 3)) % CLASSES;
const half = (i: number) => (i % 2 ? truth[i] : (truth[i] + 2) % CLASSES);
/** Some are right, the others one too low or too high. */
const mostly = (wrong: (i: number) => number) => (i: number) => (i % 18 < 5 ? truth[i] : wrong(i));
const inverted = { ...residualPreprocess, scale: -1 / 127.5, mean: [-1, -1, -1] } as Recipe["preprocess"];
const swapped = { ...residualPreprocess, channels: "bgr" as const };

const NUMBERS = 7;
/** A net on arrays, as they are or with some or all of their values spoilt. */
async function arrayNotices(spoil: (value: number, i: number) => number, outputs: "logits" | "pixels") {
  const values = noise(NUMBERS * 432, 1).map(spoil);
  const data = await droppedImages([{ path: "x.npy", blob: npy([NUMBERS, 3, 12, 12], values) }]);
  const model = outputs === "logits" ? residualLab().model : await dropped(pixelNet());
  return noticesOf({ ...residualLab(), model, data });
}
const pixelArrays = remembered((spoil: typeof someNaN) => arrayNotices(spoil, "pixels"));
const scoreArrays = remembered((spoil: typeof someNaN) => arrayNotices(spoil, "logits"));
const sound = (value: number) => value;
const someNaN = (value: number, i: number) => (i === 2 * 432 + 7 ? Number.NaN : value);
const allNaN = () => Number.NaN;

const pixelNet = (more: Record<string, (number | string)[]> = {}) =>
  buildModel({
    inputs: { x: ["n", 3, 12, 12] },
    outputs: { y: ["n", 4, 12, 12], ...more },
    initializers: [noiseTensor("w", [4, 3, 3, 3], 1, 0.4)],
    nodes: [
      node("Conv", ["x", "w"], "y", { pads: [1, 1, 1, 1] }),
      ...("places" in more
        ? [node("Relu", ["y"], "r"), node("NonZero", ["r"], "at"), node("Cast", ["at"], "places", { to: 1 })]
        : []),
      ...("words" in more ? [node("Cast", ["y"], "words", { to: 8 })] : []),
    ],
  });

async function pixelNotices(more: Record<string, (number | string)[]>): Promise<readonly Notice[]> {
  const net = pixelNet(more);
  for (const { name, type } of mainGraph(net).output)
    if (name === "words" && type?.value.case === "tensorType") type.value.value.elemType = Type.STRING;
  return noticesOf({ ...residualLab(), model: await dropped(net) });
}

/** The residual net with other values in some of its weights. */
function changed(names: string[], change: (value: number, i: number) => number): Lab {
  const model = residualNet();
  const tensors = mainGraph(model).initializer;
  tensors.forEach((tensor, i) => {
    if (names.includes(tensor.name))
      tensors[i] = floatTensor(tensor.name, tensor.dims.map(Number), readFloats(tensor).map(change));
  });
  return residualLab(writeModel(model));
}

/** A layer in FP16 whose sums are numbers in FP32 alone, or that layer in FP32. */
const halved = remembered((precision: "fp16" | "fp32") =>
  noticesOf(
    changed(["w2"], (value) => 5e4 * Math.sign(value)),
    { mode: "weight-only", layers: { "c2/Conv": { precision } } },
  ),
);
const inFp32: Trial = says(halved, "fp16", "fp32");

const gemm = (weights: number[]) =>
  buildModel({
    inputs: { x: ["n", 2] },
    outputs: { y: ["n", 2] },
    initializers: [floatTensor("w", [2, 2], weights), noiseTensor("b", [2], 2)],
    nodes: [node("Gemm", ["x", "w", "b"], "y")],
  });

/** A bias that no int32 holds at the scale of its layer. */
async function clamped(isQuantized: boolean): Promise<readonly Notice[]> {
  const image = { x: { data: noise(100, 1), dims: [1, 4, 5, 5] } };
  const model = buildModel({
    inputs: { x: [1, 4, 5, 5] },
    outputs: { y: ["n", "c", "h", "w"] },
    initializers: [floatTensor("w", [1, 4, 1, 1], noise(4, 2)), floatTensor("b", [1], [1e38])],
    nodes: [node("Conv", ["x", "w", "b"], "y")],
  });
  const plan = await planFor(model, image, PER_TENSOR);
  const x = plan.activations.get("x");
  if (x) plan.activations.set("x", { ...x, scale: Math.fround(1e-11) });
  const layers = isQuantized ? plan.layers : new Map([["y/Conv", "fp32"] as const]);
  return insertQdq(model, { ...plan, layers }).notices;
}

/** A stack of matrices with a scale per column, which the optimizer's fused product takes for another's. */
async function optimized(isQuantized: boolean): Promise<readonly Notice[]> {
  const dims = [4, 3, 16];
  const columns = noise(4 * 16 * 12, 1).map((value, i) => value * (1 + 1.5 * (i % 12)));
  const float = buildModel({
    inputs: { x: dims },
    outputs: { y: [4, 3, 12] },
    initializers: [floatTensor("w", [4, 16, 12], columns), noiseTensor("b", [12], 2)],
    nodes: [node("MatMul", ["x", "w"], "m"), node("Add", ["m", "b"], "y")],
  });
  const { model } = insertDynamic(float, uncalibratedPlan(float, "dynamic", PER_CHANNEL));
  const scale = mainGraph(model).initializer.find(({ name }) => name === "w_scale");
  if (scale) Object.assign(scale, { rawData: scale.rawData.slice(0, 4 * 12), dims: [12n] });
  const bytes = writeModel(isQuantized ? model : float);
  const [fp32, quantized] = await Promise.all(
    [writeModel(float), bytes].map((file) => EngineSession.create(file, { backend: "wasm" })),
  );
  const notices = await optimizerNotices(bytes, { x: { data: noise(192, 3), dims } }, { fp32, quantized }, [
    "y",
  ]);
  await Promise.all([fp32.release(), quantized.release()]);
  return notices;
}

/** Two convolutions; weights of two channels between them are tiny, and their biases ordinary; or all are alike. */
function between(share: number): ModelProto {
  const weights = noise(6 * 27, 11, 0.5).map((value, i) =>
    [2, 4].includes(Math.floor(i / 27)) ? value * share : value,
  );
  return buildModel({
    inputs: { x: ["n", 3, 8, 8] },
    outputs: { y: ["n", 4, 4, 4] },
    initializers: [
      floatTensor("w", [6, 3, 3, 3], weights),
      floatTensor("b", [6], [1, 2, 5, 1.5, 4, 3]),
      noiseTensor("w2", [4, 6, 3, 3], 12, 0.3),
      noiseTensor("b2", [4], 13),
    ],
    nodes: [
      node("Conv", ["x", "w", "b"], "c"),
      node("Relu", ["c"], "r"),
      node("Conv", ["r", "w2", "b2"], "y"),
    ],
  });
}

/** Attention, whose products have no constant weights. */
async function attentionNotices(mode: Recipe["mode"]): Promise<readonly Notice[]> {
  const model = attentionNet();
  if (mode === "dynamic") return insertDynamic(model, uncalibratedPlan(model, mode, PER_CHANNEL)).notices;
  const feeds = { x: { data: noise(96, 4), dims: [2, 6, 8] } };
  return insertQdq(model, await planFor(model, feeds, PER_CHANNEL)).notices;
}

/** A run that fails in one of its last parts, and the same once more. */
function partFails(times: number): () => Promise<readonly Notice[]> {
  return async () => {
    const spy = vi.spyOn(costs, "networkMemory");
    for (let i = 0; i < times; i++)
      spy.mockImplementationOnce(() => {
        throw new RangeError("too deep");
      });
    try {
      return await noticesOf(residualLab());
    } finally {
      spy.mockRestore();
    }
  };
}

const weightsDistorted = {
  mode: "weight-only" as const,
  calibration: {
    ...residualRecipe.calibration,
    distort: { brightness: 0.1, contrast: 3, blur: 0, noise: 0.5 },
  },
};

/** Runs a session whose answers go wrong for quantized or for float models, or for none. */
async function running(broken: "fp32" | "quantized" | "part" | "none", recipe: Partial<Recipe> = {}) {
  const run = EngineSession.prototype.run;
  const spy = vi.spyOn(EngineSession.prototype, "run").mockImplementation(function (
    this: EngineSession,
    ...given
  ) {
    const { variant } = this as unknown as { variant?: string };
    if (variant === broken)
      throw runtimeError("runtime.run-failed", { variant: broken }, new Error("bad node"));
    return run.apply(this, given);
  });
  try {
    return await noticesOf(residualLab(), recipe);
  } finally {
    spy.mockRestore();
  }
}

const inputOf = (dims: number[]): Record<string, NamedTensor> => ({
  x: { data: new Float32Array(dims.reduce((product, dim) => product * dim, 1)), dims },
});

/** The check of WebGPU, with the adapter and the answers that a device may give. */
async function webgpu({ hasAdapter = true, factor = 1 }): Promise<readonly Notice[]> {
  const bytes = writeModel(residualNet());
  const create = EngineSession.create.bind(EngineSession);
  const reference = await create(bytes, { backend: "wasm" });
  vi.stubGlobal("navigator", { gpu: { requestAdapter: async () => (hasAdapter ? {} : null) } });
  const spy = vi.spyOn(EngineSession, "create").mockImplementation(async () => {
    const session = await create(bytes, { backend: "wasm" });
    const run = session.run.bind(session);
    vi.spyOn(session, "run").mockImplementation(async (feeds) => {
      const outputs = await run(feeds);
      for (const { data } of Object.values(outputs))
        data.set(Float32Array.from(data, (value) => value * factor));
      return outputs;
    });
    return session;
  });
  const verdict = await checkWebgpu(bytes, { x: { data: noise(432, 1), dims: [1, 3, 12, 12] } }, reference);
  spy.mockRestore();
  vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
  if (verdict.ok) return [];
  const { ok, code, ...details } = verdict;
  return [{ code, details }];
}

/** What is said of FP32 that classifies so many of 40 tensors correctly. */
const tensorsSaid = async ({ correct, unpredicted = 0 }: { correct: number; unpredicted?: number }) =>
  fp32Notices({
    fp32: {
      top1: { correct, total: 40 },
      perClass: Array.from({ length: 5 }, () => ({ correct: correct / 5, total: 8 })),
    },
    shifted: [{ shift: 1, score: { correct: 3, total: 20 } }],
    unpredicted,
    data: {
      ...{ evaluation: { kind: "tensors" }, classCount: 0 },
      summary: { source: { kind: "file", name: "x.npz", sha256: "" } },
    } as unknown as LoadedData,
    recipe: residualRecipe,
    known,
    seen: 40,
    planned: 40,
  });

const fp32Causes = {
  labelsLow: says(colours, { label: oneLow }, RIGHT),
  labelsHigh: says(colours, { label: oneHigh, classes: CLASSES + 1 }, RIGHT),
};

const TRIALS = {
  "fp32.near-chance": {
    ...fp32Causes,
    preprocess: says(colours, { known, preprocess: inverted }, RIGHT_KNOWN),
    otherModel: says(colours, { label: turned, classes: 16 }, RIGHT),
    noPrediction: says(tensorsSaid, { correct: 5, unpredicted: 30 }, { correct: 40 }),
    tensors: says(tensorsSaid, { correct: 5 }, { correct: 40 }),
    unknown: says(colours, { label: turned }, RIGHT),
  },
  "fp32.departs": {
    labelsLow: says(colours, { label: mostly(oneLow), known }, RIGHT_KNOWN),
    labelsHigh: says(colours, { label: mostly(oneHigh), classes: CLASSES + 1, known }, RIGHT_KNOWN),
    preprocess: says(colours, { known, preprocess: swapped }, RIGHT_KNOWN),
    noPrediction: says(tensorsSaid, { correct: 19, unpredicted: 21 }, { correct: 40 }),
    images: says(colours, { label: half, known: { ...known, dataset: "others" } }, { label: half }),
    unknown: says(colours, { label: half, known }, RIGHT_KNOWN),
  },
  "output.not-comparable": {
    always: says(pixelNotices, { places: [4, "m"] } as Record<string, (number | string)[]>, {}),
  },
  "output.not-finite": {
    fp32: says(pixelArrays, someNaN, sound),
    quantized: inFp32,
  },
  "output.no-prediction": {
    fp32: says(scoreArrays, someNaN, sound),
    quantized: inFp32,
  },
  "output.not-tensor": {
    always: says(pixelNotices, { words: ["n", 4, 12, 12] } as Record<string, (number | string)[]>, {}),
  },
  "quantized.optimizer-differs": { always: says(optimized, true, false) },
  "recipe.invalid": {
    always: throws(parseRecipe, { ...residualRecipe, mode: "none" } as unknown, residualRecipe),
  },
  "recipe.unknown-layer": {
    always: says(
      (layers: Recipe["layers"]) => noticesOf(residualLab(), { layers }),
      { gone: { precision: "fp32" } } as Recipe["layers"],
      {},
    ),
  },
  "calibration.non-finite": {
    value: throws((weight: number) => textbookSymmetric(Float32Array.of(1, weight), 8), Number.NaN, 2),
    always: says(pixelArrays, someNaN, sound),
  },
  "layer.weights-non-finite": {
    always: says(
      noticesOf,
      changed(["w2"], (value, i) => (i === 4 ? Number.NaN : value)),
      residualLab(),
    ),
  },
  "layer.range-collapsed": {
    always: says(
      (layers: Recipe["layers"]) =>
        noticesOf(
          changed(["w2", "b2"], () => 0),
          { layers },
        ),
      {},
      { "c2/Conv": { precision: "fp32" } } as Recipe["layers"],
    ),
  },
  "layer.activations-non-finite": {
    always: says(pixelArrays, allNaN, sound),
  },
  "layer.group-too-large": {
    always: says(
      (granularity: Recipe["weights"]["granularity"]) =>
        noticesOf(residualLab(), {
          mode: "weight-only",
          weights: { ...residualRecipe.weights, granularity },
        }),
      { kind: "group", size: 128 } as Recipe["weights"]["granularity"],
      { kind: "channel" },
    ),
  },
  "layer.bias-clamped": { always: says(clamped, true, false) },
  "layer.half-overflow": {
    always: says(
      async (layers: string[]) => halfPrecision(gemm([1, -70000, 65519, 1e6]), new Set(layers)).notices,
      ["y/Gemm"],
      [],
    ),
  },
  "layer.half-activations-overflow": { always: inFp32 },
  "layer.left-float": { always: says(attentionNotices, "dynamic" as Recipe["mode"], "static") },
  "correction.skipped": {
    always: says(
      async (equalize: boolean) => {
        const net = between(1);
        const tensors = mainGraph(net).initializer;
        tensors[0] = floatTensor(
          "w",
          [6, 3, 3, 3],
          readFloats(tensors[0]).map((value, i) => (i ? value : Number.NaN)),
        );
        return equalize ? equalizeLayers(net).notices : [];
      },
      true,
      false,
    ),
  },
  "correction.held-back": {
    always: says(async (share: number) => equalizeLayers(between(share)).notices, 1e-4, 1),
  },
  "correction.worse": {
    always: says(
      (biasCorrection: boolean) =>
        noticesOf(residualLab(), { ...weightsDistorted, corrections: { biasCorrection } }),
      true,
      false,
    ),
  },
  "run.part-failed": { always: { before: partFails(1), after: partFails(0) } },
  "runtime.load-failed": {
    always: throws(
      (message: string | null) => {
        if (message !== null) throw runtimeError("model.load-failed", {}, new Error(message));
      },
      "no available backend found. ERR: [wasm] Error: WebAssembly SIMD is not supported",
      null,
    ),
  },
  "runtime.not-loaded": {
    always: {
      before: async () => {
        vi.doMock("onnxruntime-web/webgpu", () => Promise.reject(new Error("offline")));
        await loadRuntime("webgpu");
        return [];
      },
      after: async () => {
        vi.doUnmock("onnxruntime-web/webgpu");
        await loadRuntime("wasm");
        return [];
      },
    },
  },
  "runtime.out-of-memory": {
    always: throws(
      (bytes: number) => {
        if (bytes > 4e9) throw runtimeError("runtime.run-failed", {}, new Error("std::bad_alloc"));
      },
      5e9,
      1e9,
    ),
  },
  "runtime.run-failed": {
    fp32: throws(
      async (dims: number[]) => {
        const session = await residualLab().model.fp32Session("wasm");
        return session.run(inputOf(dims));
      },
      [1, 3, 5, 5, 1],
      [1, 3, 12, 12],
    ),
    quantized: { before: () => running("quantized"), after: () => running("none", { mode: "weight-only" }) },
    either: throws(
      async (dims: number[]) =>
        (await EngineSession.create(writeModel(residualNet()), { backend: "wasm" })).run(inputOf(dims)),
      [1, 4],
      [1, 3, 12, 12],
    ),
  },
  "webgpu.unavailable": { always: says(webgpu, { hasAdapter: false }, { hasAdapter: true }) },
  "webgpu.mismatch": { always: says(webgpu, { factor: 2 }, { factor: 1 }) },
} satisfies Trials<RunCode>;

tryRemedies(TRIALS);
