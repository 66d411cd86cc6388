import { create } from "@bufbuild/protobuf";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { EngineSession } from "#engine/runtime/session.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import { buildModel, node, noise, noiseTensor } from "#onnx/fixtures/build.ts";
import { body, trueTensor, withBodies } from "#onnx/fixtures/subgraph.ts";
import { graphView } from "#onnx/model/graph/graph.ts";
import { mainGraph } from "#onnx/model/graph/shallow-copy.ts";
import { readModel } from "#onnx/model/read/model.ts";
import {
  type ModelProto,
  OperatorSetIdProtoSchema,
  TensorProto_DataType as Type,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from "#onnx/model/schema/onnx_pb.ts";
import { onnxNode, valueInfo } from "#onnx/model/write/node.ts";
import { floatTensor } from "#onnx/model/write/tensor.ts";
import { residualLab, residualRecipe } from "../fixtures/lab.ts";
import { besidesChance, never, runLab } from "../fixtures/run-lab.ts";
import { dropped, droppedImages, npy } from "../fixtures/strangers.ts";
import { exportModel } from "../handlers/model.ts";
import { networkErrors, runExperiment } from "../handlers/tasks.ts";
import { Workspace } from "../workspace.ts";
import * as evaluation from "./evaluation/evaluation.ts";
import { Evaluation } from "./evaluation/evaluation.ts";
import * as costs from "./network-costs.ts";
import { runRecipe } from "./run.ts";

vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
afterAll(() => vi.unstubAllGlobals());
afterEach(() => vi.restoreAllMocks());

const COUNT = 24;

/** The model with three different items, each eight times, so that calibration sees every range. */
async function contextOf(model: ModelProto, dims: readonly number[]) {
  const size = dims.reduce((product, dim) => product * dim, 1);
  const items = noise(3 * size, 7);
  const values = Float32Array.from({ length: COUNT * size }, (_, i) => items[i % (3 * size)]);
  const workspace = new Workspace();
  await workspace.openModel(await dropped(model));
  workspace.openData(await droppedImages([{ path: "x.npy", blob: npy([COUNT, ...dims], values) }], ["x"]));
  return { workspace, signal: never, progress: () => {} };
}

const recipeOf = (change: Partial<Recipe>): Recipe => ({
  ...residualRecipe,
  calibration: { ...residualRecipe.calibration, count: COUNT },
  evaluation: { count: COUNT, seed: 1 },
  ...change,
});

async function runOn(model: ModelProto, dims: readonly number[], change: Partial<Recipe> = {}) {
  const context = await contextOf(model, dims);
  const recipe = recipeOf(change);
  return { context, recipe, result: (await runExperiment({ recipe, backend: "wasm" }, context)).a };
}

/** A convolution whose bias the network computes from its input, between two others. */
const computedBias = () =>
  buildModel({
    inputs: { x: ["n", 3, 8, 8] },
    outputs: { y: ["n", 4, 8, 8] },
    initializers: [
      noiseTensor("w1", [6, 3, 3, 3], 1, 0.4),
      noiseTensor("w2", [6, 6, 3, 3], 2, 0.3),
      noiseTensor("w3", [4, 6, 1, 1], 3, 0.5),
      noiseTensor("b", [6], 4),
    ],
    nodes: [
      node("Conv", ["x", "w1", ""], "c1", { pads: [1, 1, 1, 1] }),
      node("Relu", ["c1"], "r1"),
      node("ReduceMean", ["x"], "mean", { keepdims: 0 }),
      node("Mul", ["b", "mean"], "computed"),
      node("Conv", ["r1", "w2", "computed"], "c2", { pads: [1, 1, 1, 1] }),
      node("Conv", ["c2", "w3"], "y"),
    ],
  });

describe("what a layer reads besides its input and constants", () => {
  it.each<[string, Partial<Recipe>]>([
    ["per channel", { weights: { ...residualRecipe.weights, granularity: { kind: "channel" } } }],
    ["per tensor", { weights: { ...residualRecipe.weights, granularity: { kind: "tensor" } } }],
    ["weights only", { mode: "weight-only" }],
    ["dynamic", { mode: "dynamic" }],
  ])("a computed bias is given to the layer that is timed alone: %s", async (_, change) => {
    const { result, context, recipe } = await runOn(computedBias(), [3, 8, 8], change);
    expect(result.notices.map(({ code }) => code)).not.toContain("run.part-failed");
    expect(result.outputs[0].sqnrDb).toBeGreaterThan(30);
    const biased = result.layers[1];
    if (biased.precision === "int") expect(biased.latencyMs?.quantized).toBeGreaterThan(0);
    expect(biased.arithmetic).toBe("float32");
    const errors = await networkErrors({ recipe }, context);
    expect(errors.layers.map(({ accumulated }) => Number(accumulated.both?.sqnrDb) > 20)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it.each([
    [
      "Gemm with a computed C",
      [12],
      [node("ReduceMean", ["x"], "mean", { axes: [1], keepdims: 1 }), node("Gemm", ["x", "w", "mean"], "y")],
      noiseTensor("w", [12, 5], 1),
    ],
    [
      "ConvTranspose with a computed bias",
      [2, 4, 4],
      [
        node("ReduceMean", ["x"], "mean", { keepdims: 0 }),
        node("Mul", ["b", "mean"], "computed"),
        node("ConvTranspose", ["x", "w", "computed"], "t"),
        node("Flatten", ["t"], "y"),
      ],
      noiseTensor("w", [2, 3, 3, 3], 2),
    ],
    [
      "Conv with computed weights",
      [3, 4, 4],
      [
        node("ReduceMean", ["x"], "mean", { keepdims: 0 }),
        node("Mul", ["w", "mean"], "computed"),
        node("Conv", ["x", "v"], "c"),
        node("Conv", ["c", "computed"], "d"),
        node("Flatten", ["d"], "y"),
      ],
      noiseTensor("w", [3, 4, 2, 2], 3),
    ],
  ])("%s", async (_, dims, nodes, w) => {
    const model = buildModel({
      inputs: { x: ["n", ...dims] },
      outputs: { y: ["n", "m"] },
      initializers: [w, noiseTensor("b", [3], 5), noiseTensor("v", [4, 3, 2, 2], 6)],
      nodes,
    });
    const { result } = await runOn(model, dims);
    expect(result.notices.map(({ code }) => code)).not.toContain("run.part-failed");
    expect(result.outputs[0].sqnrDb).toBeGreaterThan(30);
    for (const { latencyMs } of result.layers) expect(latencyMs?.fp32).toBeGreaterThan(0);
  });
});

/** Classes and, as scikit-learn's exporter gives them, a list of maps from class to probability. */
function withZipMap(): ModelProto {
  const zip = onnxNode("ZipMap", "", ["p"], ["probabilities"], { classlabels_int64s: [0, 1, 2] });
  zip.domain = "ai.onnx.ml";
  const model = buildModel({
    inputs: { x: ["n", 10] },
    outputs: { scores: ["n", 3] },
    initializers: [noiseTensor("w1", [10, 8], 1), noiseTensor("w2", [8, 3], 2)],
    nodes: [
      node("MatMul", ["x", "w1"], "m"),
      node("Relu", ["m"], "r"),
      node("MatMul", ["r", "w2"], "scores"),
      node("Softmax", ["scores"], "p"),
      zip,
    ],
  });
  model.opsetImport.push(create(OperatorSetIdProtoSchema, { domain: "ai.onnx.ml", version: 1n }));
  const number = { case: "tensorType" as const, value: { elemType: Type.FLOAT } };
  const map = { case: "mapType" as const, value: { keyType: Type.INT64, valueType: { value: number } } };
  const type = create(TypeProtoSchema, {
    value: { case: "sequenceType", value: { elemType: { value: map } } },
  });
  mainGraph(model).output.push(create(ValueInfoProtoSchema, { name: "probabilities", type }));
  return model;
}

it.each(["static", "dynamic", "weight-only"] as const)(
  "a list of maps is left out by name: %s",
  async (mode) => {
    const { result } = await runOn(withZipMap(), [10], { mode });
    expect(result.outputs.map(({ name }) => name)).toEqual(["scores"]);
    expect(result.outputs[0].sqnrDb).toBeGreaterThan(25);
    expect(result.fp32.latencyMs?.median).toBeGreaterThan(0);
    expect(result.layers.every(({ latencyMs }) => latencyMs !== null)).toBe(true);
    expect(result.notices).toContainEqual({
      code: "output.not-tensor",
      details: { output: "probabilities", type: "sequence" },
    });
  },
);

describe("layers that are not in the main graph", () => {
  const branch = (attribute: string, weight: string) =>
    body(attribute, [node("MatMul", ["m", weight], `z_${weight}`)], [`z_${weight}`]);
  const branched = (first: string) =>
    buildModel({
      inputs: { x: ["n", 4] },
      outputs: { y: ["n", 4] },
      initializers: [noiseTensor("w", [4, 4], 1), noiseTensor("v", [4, 4], 2), trueTensor("yes")],
      nodes: [
        first === "MatMul" ? node("MatMul", ["x", "w"], "m") : node(first, ["x"], "m"),
        withBodies(
          onnxNode("If", "choice", ["yes"], ["y"]),
          branch("then_branch", "w"),
          branch("else_branch", "v"),
        ),
      ],
    });

  it("are counted in a notice and listed", async () => {
    const { result } = await runOn(branched("MatMul"), [4]);
    expect(result.layers).toHaveLength(1);
    expect(result.floatNodes.map(({ name }) => name)).toEqual(["choice/z_w/MatMul", "choice/z_v/MatMul"]);
    const reason = "it is in a branch of “choice”, and the lab quantizes layers of the main graph";
    expect(result.notices).toContainEqual({
      code: "model.layers-hidden",
      details: { count: 2, first: "choice/z_w/MatMul", reason },
    });
  });

  it("are the reason where nothing can be quantized", async () => {
    const context = await contextOf(branched("Relu"), [4]);
    const refused = { code: "model.no-layers", details: { count: 2 } };
    const recipe = recipeOf({});
    await expect(runExperiment({ recipe, backend: "wasm" }, context)).rejects.toMatchObject(refused);
    await expect(exportModel({ recipe }, context)).rejects.toMatchObject(refused);
  });
});

describe("a part that fails", () => {
  it("costs its own figures: the runtime fails as layers are compared and timed", async () => {
    const lab = residualLab();
    const create = EngineSession.create.bind(EngineSession);
    let opened = 0;
    vi.spyOn(EngineSession, "create").mockImplementation(async (bytes, options) => {
      const outputs = mainGraph(readModel(bytes)).output.length;
      // The third network with taps is the first of the comparison of layers.
      if (outputs > 1 && ++opened > 1) throw new LabError("runtime.run-failed", { message: "no kernel" });
      return create(bytes, options);
    });
    const { result } = await runLab(lab);
    expect(result.quantized.top1.total).toBe(40);
    expect(result.outputs[0].sqnrDb).toBeGreaterThan(15);
    expect(result.quantized.latencyMs?.median).toBeGreaterThan(0);
    expect(
      result.layers.map(({ output, latencyMs, weights }) => [output, latencyMs, weights !== null]),
    ).toEqual(new Array(3).fill([null, null, true]));
    expect(besidesChance(result.notices)).toEqual([
      {
        code: "run.part-failed",
        details: { part: "the error of each layer", code: "runtime.run-failed", message: "no kernel" },
      },
    ]);
  });

  it("costs its own figures: memory", async () => {
    vi.spyOn(costs, "networkMemory").mockImplementation(() => {
      throw new RangeError("too deep");
    });
    const { result } = await runLab(residualLab());
    expect(result.quantized.activationBytes).toBeNull();
    expect(result.layers.every(({ output }) => output !== null)).toBe(true);
    expect(besidesChance(result.notices)).toEqual([
      {
        code: "run.part-failed",
        details: { part: "the memory of the activations", code: "internal", message: "too deep" },
      },
    ]);
  });

  it("keeps the items that were evaluated before it", async () => {
    const run = Evaluation.prototype.quantized;
    let calls = 0;
    vi.spyOn(Evaluation.prototype, "quantized").mockImplementation(function (this: Evaluation, ...given) {
      if (++calls > 1) throw new LabError("runtime.run-failed", { message: "lost" });
      return run.apply(this, given);
    });
    vi.spyOn(evaluation, "evaluationChunks").mockImplementation((indices) => [
      indices.subarray(0, 25),
      indices.subarray(25),
    ]);
    const { result } = await runLab(residualLab());
    expect(result.quantized.top1.total).toBe(25);
    expect(result.fp32.top1.total).toBe(25);
    expect(result.agreement.total).toBe(25);
    expect(result.layers.every(({ output }) => output !== null)).toBe(true);
    expect(besidesChance(result.notices).map(({ details }) => details)).toEqual([
      {
        part: "the evaluation of the remaining items",
        code: "runtime.run-failed",
        message: "lost",
      },
    ]);
  });

  it("ends the run where nothing was evaluated, and where it was cancelled", async () => {
    const failure = new LabError("runtime.run-failed", { message: "at once" });
    vi.spyOn(Evaluation.prototype, "quantized").mockRejectedValue(failure);
    await expect(runLab(residualLab())).rejects.toBe(failure);
    vi.restoreAllMocks();
    const { model, data } = residualLab();
    const controller = new AbortController();
    const cancelled = runRecipe(
      model,
      data,
      residualRecipe,
      "wasm",
      (event) => {
        if (event.kind === "phase" && event.phase === "layers") controller.abort();
      },
      controller.signal,
    );
    await expect(cancelled).rejects.toMatchObject({ name: "AbortError" });
  });
});

it("an output without a stated type is told by what makes it", async () => {
  const model = computedBias();
  mainGraph(model).output = [create(ValueInfoProtoSchema, { name: "y" })];
  expect(graphView(model).elementTypes.has("y")).toBe(false);
  const { summary } = await dropped(model);
  expect(summary.outputs).toMatchObject([{ name: "y", elementType: "float32" }]);
});

describe("corrections that do harm", () => {
  /** Two convolutions; weights of two channels between them are tiny, and their biases ordinary. */
  const nearlyDead = (share: number) => {
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
  };
  const granularities = ["tensor", "channel"] as const;

  it.each([1e-3, 1e-4, 1e-6, 1e-12].flatMap((share) => granularities.map((kind) => [share, kind] as const)))(
    "equalization keeps to the biases: weights of %s beside the others, a scale per %s",
    async (share, kind) => {
      const weights = { ...residualRecipe.weights, granularity: { kind } };
      const plain = await runOn(nearlyDead(share), [3, 8, 8], { weights });
      const corrections = { equalize: true };
      const { result } = await runOn(nearlyDead(share), [3, 8, 8], { weights, corrections });
      // One rounding of a channel that hardly varies weighs as much as another: dB, not tens of them.
      expect(result.outputs[0].sqnrDb).toBeGreaterThan(plain.result.outputs[0].sqnrDb - 2);
      expect(plain.result.outputs[0].sqnrDb).toBeGreaterThan(35);
      // Weights of 1e-12 are dead: their factor was 1 in any case.
      if (share > 1e-9) {
        const [notice] = result.notices.filter(({ code }) => code === "correction.held-back");
        expect(notice.details).toMatchObject({ count: 2, pairs: 1, channels: "2, 4" });
      }
    },
  );

  it("are told with both figures, measured on the same items", async () => {
    const distort = { brightness: 0.1, contrast: 3, blur: 0, noise: 0.5 };
    const calibration = { ...residualRecipe.calibration, distort };
    const change = { mode: "weight-only" as const, calibration };
    const plain = await runLab(residualLab(), change);
    const { result } = await runLab(residualLab(), { ...change, corrections: { biasCorrection: true } });
    const [notice] = result.notices.filter(({ code }) => code === "correction.worse");
    expect(notice.details).toMatchObject({ corrections: "bias correction", output: "logits", count: 40 });
    expect(notice.details.withoutDb).toBeCloseTo(plain.result.outputs[0].sqnrDb, 6);
    expect(notice.details.withDb).toBeCloseTo(result.outputs[0].sqnrDb, 6);
    expect(Number(notice.details.withoutDb)).toBeGreaterThan(Number(notice.details.withDb) + 1);
  });
});

describe("names that every object has, or that are hard to write", () => {
  const long = `"a'b\n\u2028${"x".repeat(5000)}`;

  it.each([
    ["constructor", "toString"],
    ["hasOwnProperty", "valueOf"],
    ["x", "__proto__"],
    [long, `${long} out`],
  ])("as input and output: a run, its layers, its ranges", async (input, output) => {
    const build = (x: string, y: string, inner: string) => {
      const model = buildModel({
        inputs: {},
        outputs: {},
        initializers: [noiseTensor(`${inner}w`, [4, 5], 1), noiseTensor("v", [5, 3], 2)],
        nodes: [
          onnxNode("MatMul", inner, [x, `${inner}w`], [inner]),
          onnxNode("Relu", "toString", [inner], ["isPrototypeOf"]),
          onnxNode("MatMul", "constructor", ["isPrototypeOf", "v"], [y]),
        ],
      });
      mainGraph(model).input = [valueInfo(x, ["n", 4])];
      mainGraph(model).output = [valueInfo(y, ["n", 3])];
      return model;
    };
    const { result } = await runOn(
      build(input, output, output === "__proto__" ? "propertyIsEnumerable" : "__proto__"),
      [4],
      {
        corrections: { biasCorrection: true },
      },
    );
    const plain = await runOn(build("x", "y", "m"), [4], { corrections: { biasCorrection: true } });
    expect(result.outputs[0].sqnrDb).toBeCloseTo(plain.result.outputs[0].sqnrDb, 6);
    expect(result.layers.map(({ precision, latencyMs }) => [precision, latencyMs !== null])).toEqual([
      ["int", true],
      ["int", true],
    ]);
    expect(result.layers.map(({ output }) => output?.sqnrDb)).toEqual(
      plain.result.layers.map(({ output }) => output?.sqnrDb),
    );
    const codes = result.notices.map(({ code }) => code);
    expect(codes.filter((code) => code === "run.part-failed")).toEqual([]);
    expect(codes.includes("model.renamed")).toBe(output === "__proto__");
  });
});
