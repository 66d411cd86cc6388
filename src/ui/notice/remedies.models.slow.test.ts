import { create, toBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, vi } from "vitest";
import { runtimeError } from "#engine/runtime/runtime.ts";
import { EngineSession } from "#engine/runtime/session.ts";
import type { Mode } from "#experiment/modes.ts";
import { buildModel, type ModelParts, node, noise, noiseTensor } from "#onnx/fixtures/build.ts";
import { oneLayer as everyWeight, withOwnFunction } from "#onnx/fixtures/every-weight.ts";
import { PER_CHANNEL } from "#onnx/fixtures/plan.ts";
import { residualNet } from "#onnx/fixtures/residual-net.ts";
import { body, trueTensor, withBodies } from "#onnx/fixtures/subgraph.ts";
import { quantizableLayers } from "#onnx/layers/layers.ts";
import { graphView } from "#onnx/model/graph/graph.ts";
import { mainGraph } from "#onnx/model/graph/shallow-copy.ts";
import { readModel } from "#onnx/model/read/model.ts";
import { readFloats } from "#onnx/model/read/tensor.ts";
import {
  type ModelProto,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProtoSchema,
  TensorProto_DataType as Type,
} from "#onnx/model/schema/onnx_pb.ts";
import { writeModel } from "#onnx/model/write/model.ts";
import { onnxNode } from "#onnx/model/write/node.ts";
import { floatTensor, int8Tensor } from "#onnx/model/write/tensor.ts";
import { prepareModel } from "#onnx/prepare/prepare.ts";
import { weightOnly as insertWeightOnly } from "#onnx/quantize/weight-only.ts";
import type { DroppedFile } from "#protocol/messages.ts";
import { residualLab, residualRecipe } from "#worker/fixtures/lab.ts";
import { never, runLab } from "#worker/fixtures/run-lab.ts";
import { dropped, droppedImages, npy } from "#worker/fixtures/strangers.ts";
import { exportModel } from "#worker/handlers/model.ts";
import { readModelFiles } from "#worker/open/read-model-files.ts";
import { Workspace } from "#worker/workspace.ts";
import { type ModelCode, says, type Trials, throws, tryRemedies } from "./fixtures/trial.ts";

beforeAll(() => {
  vi.stubGlobal("navigator", { userAgent: "test", hardwareConcurrency: 1 });
  vi.stubGlobal("self", { location: new URL("https://lab.example/") });
});
afterAll(() => vi.unstubAllGlobals());

const [{ name: FIRST }] = quantizableLayers(graphView(prepareModel(residualNet()).model)).layers;

const netBytes = () => writeModel(residualNet());
const file = (path: string, ...parts: BlobPart[]): DroppedFile => ({ path, file: new File(parts, path) });
const readFiles = (files: DroppedFile[]) => readModelFiles({ files }, never, () => {});

/** What an address of another site answers with. */
const answered = async (response: () => Response) => {
  vi.stubGlobal("fetch", async () => response());
  await readModelFiles({ url: "https://models.example/net.onnx" }, never, () => {});
};

/** A layer of a model with changes, small enough to be opened in no time. */
const oneLayer = (parts: Partial<ModelParts> = {}): ModelProto =>
  buildModel({
    inputs: { x: ["n", 4] },
    outputs: { y: ["n", 3] },
    initializers: [noiseTensor("w", [4, 3], 1)],
    nodes: [node("MatMul", ["x", "w"], "y")],
    ...parts,
  });

/** Gives an input or output another element type. */
function retyped(model: ModelProto, where: "input" | "output", elemType: Type): ModelProto {
  const [{ type }] = mainGraph(model)[where];
  if (type?.value.case === "tensorType") type.value.value.elemType = elemType;
  return model;
}

const apart = (): TensorProto =>
  create(TensorProtoSchema, {
    name: "w",
    dims: [4n, 3n],
    dataType: Type.FLOAT,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: [{ key: "location", value: "net.data" }],
  });
const graphFile = () =>
  file(
    "net.onnx",
    toBinary(ModelProtoSchema, oneLayer({ initializers: [apart()] })) as Uint8Array<ArrayBuffer>,
  );

/** An If with a layer in each branch, behind a layer of its own; or the layer alone. */
const branched = (): ModelProto =>
  oneLayer({
    outputs: { y: ["n", 3] },
    initializers: [noiseTensor("w", [4, 3], 1), noiseTensor("v", [3, 3], 2), trueTensor("yes")],
    nodes: [
      node("MatMul", ["x", "w"], "m"),
      withBodies(
        onnxNode("If", "choice", ["yes"], ["y"]),
        body("then_branch", [node("MatMul", ["m", "v"], "a")], ["a"]),
        body("else_branch", [node("MatMul", ["m", "v"], "b")], ["b"]),
      ),
    ],
  });

/** Dropped models are run on arrays of their own input. */
async function runNotices(model: ModelProto) {
  const opened = await dropped(model);
  const count = 24;
  const data = await droppedImages([{ path: "x.npy", blob: npy([count, 4], noise(count * 4, 3)) }], opened);
  return (await runLab({ ...residualLab(), model: opened, data })).result.notices;
}

async function quantizedFile(kept: Record<string, { precision: "fp32" }> = {}): Promise<ModelProto> {
  const { model, data } = residualLab();
  const workspace = new Workspace();
  await workspace.openModel(model);
  workspace.openData(data);
  const recipe = { ...residualRecipe, layers: kept };
  const { bytes } = await exportModel({ recipe }, { workspace, signal: never, progress: () => {} });
  return readModel(bytes);
}

const edgeNotices = async (model: ModelProto) => (await dropped(model)).edgeNotices;

/** What a run of the lab's own net says, with the runtime refusing quantized graphs that hold an operator. */
async function withoutKernel(op: string, mode: Mode) {
  const create = EngineSession.create.bind(EngineSession);
  const spy = vi.spyOn(EngineSession, "create").mockImplementation(async (bytes, options) => {
    const isRefused = graphView(readModel(bytes)).nodes.some((each) => each.op === op);
    if (options.variant === "quantized" && isRefused)
      throw runtimeError("model.load-failed", { variant: "quantized" }, new Error(`no kernel for ${op}`));
    return create(bytes, options);
  });
  try {
    return (await runLab(residualLab(), { mode })).result.notices;
  } finally {
    spy.mockRestore();
  }
}

const weightOnly = (model: ModelProto) => {
  const weights = { ...PER_CHANNEL, bits: 4 } as const;
  const layers = quantizableLayers(graphView(model)).layers.map(({ name }) => [name, { weights }] as const);
  return insertWeightOnly(model, { mode: "weight-only", layers: new Map(layers), activations: new Map() })
    .notices;
};

/** A network without a node has been made ready for nothing. */
const empty = () => oneLayer({ nodes: [] });

const stale = () => {
  const model = oneLayer();
  model.irVersion = 2n;
  return model;
};

const custom = () => {
  const own = node("Rotate", ["m"], "y");
  own.domain = "com.example";
  const model = oneLayer({ nodes: [node("MatMul", ["x", "w"], "m"), own] });
  model.opsetImport.push(create(OperatorSetIdProtoSchema, { domain: "com.example", version: 1n }));
  return model;
};

const TRIALS = {
  "model.missing": { always: throws(readFiles, [], [file("net.onnx", netBytes())]) },
  "model.not-onnx": {
    page: throws(
      answered,
      () => new Response("<!doctype html>", { headers: { "content-type": "text/html" } }),
      () => new Response(netBytes()),
    ),
    file: throws(readFiles, [file("notes.txt", "no model")], [file("net.onnx", netBytes())]),
  },
  "model.truncated": {
    always: throws(
      readFiles,
      [file("net.onnx", netBytes().subarray(0, 900))],
      [file("net.onnx", netBytes())],
    ),
  },
  "model.damaged": {
    twice: throws(
      (second: string) =>
        readModel(
          writeModel(
            oneLayer({ initializers: [noiseTensor("w", [4, 3], 1), noiseTensor(second, [4, 3], 2)] }),
          ),
        ),
      "w",
      "w2",
    ),
    otherwise: throws(
      (weight: string) => readModel(writeModel(oneLayer({ nodes: [node("MatMul", ["x", weight], "y")] }))),
      "gone",
      "w",
    ),
  },
  "model.too-large": {
    always: throws(
      (side: number) =>
        dropped(oneLayer({ inputs: { x: ["n", side, side, 4] }, outputs: { y: ["n", side, side, 3] } })),
      2 ** 20,
      4,
    ),
  },
  "model.external-missing": {
    always: throws(
      readFiles,
      [graphFile()],
      [graphFile(), file("net.data", noise(12, 1) as Float32Array<ArrayBuffer>)],
    ),
  },
  "model.missing-ops": { always: throws(dropped, custom(), oneLayer()) },
  "model.unsupported": {
    noInputs: throws(
      dropped,
      oneLayer({ inputs: {}, initializers: [noiseTensor("w", [4, 3], 1), noiseTensor("x", [2, 4], 2)] }),
      oneLayer(),
    ),
    notNumbers: throws(
      dropped,
      retyped(
        oneLayer({ nodes: [node("Cast", ["x"], "f", { to: 1 }), node("MatMul", ["f", "w"], "y")] }),
        "input",
        Type.STRING,
      ),
      oneLayer(),
    ),
    oddNumbers: throws(dropped, retyped(oneLayer(), "input", Type.BFLOAT16), oneLayer()),
    outputs: throws(
      dropped,
      retyped(
        oneLayer({ nodes: [node("MatMul", ["x", "w"], "m"), node("Cast", ["m"], "y", { to: 8 })] }),
        "output",
        Type.STRING,
      ),
      oneLayer(),
    ),
    emptyInput: throws(
      (rows: number) => dropped(oneLayer({ inputs: { x: ["n", rows, 4] }, outputs: { y: ["n", rows, 3] } })),
      0,
      2,
    ),
    noGraph: throws((model: ModelProto) => readModel(writeModel(model)), empty(), oneLayer()),
    tooOld: throws((model: ModelProto) => readModel(writeModel(model)), stale(), oneLayer()),
    weightsApart: throws(readFloats, apart(), noiseTensor("w", [4, 3], 1)),
    constant: throws(readFloats, int8Tensor("w", [2], [1, 2]), floatTensor("w", [2], [1, 2])),
  },
  "model.load-failed": {
    always: throws(dropped, oneLayer({ initializers: [noiseTensor("w", [5, 3], 1)] }), oneLayer()),
    quantized: {
      before: () => withoutKernel("QuantizeLinear", "static"),
      after: () => withoutKernel("QuantizeLinear", "weight-only"),
    },
  },
  "model.several": {
    always: throws(
      readFiles,
      [file("a.onnx", netBytes()), file("b.onnx", netBytes())],
      [file("b.onnx", netBytes())],
    ),
  },
  "model.already-quantized": {
    always: throws(
      async (make: () => Promise<ModelProto>) => (await dropped(await make())).float(false),
      quantizedFile,
      async () => residualNet(),
    ),
    partly: throws(
      async (make: () => Promise<ModelProto>) => (await dropped(await make())).float(false),
      () => quantizedFile({ [FIRST]: { precision: "fp32" } }),
      async () => residualNet(),
    ),
  },
  "model.no-layers": {
    always: throws(
      async (model: ModelProto) => (await dropped(model)).float(false),
      oneLayer({ outputs: { y: ["n", 4] }, nodes: [node("Relu", ["x"], "y")] }),
      oneLayer(),
    ),
  },
  "model.layers-hidden": { always: says(runNotices, branched(), oneLayer()) },
  "model.renamed": {
    always: says(
      (name: string) =>
        edgeNotices(oneLayer({ inputs: { [name]: ["n", 4] }, nodes: [node("MatMul", [name, "w"], "y")] })),
      "__proto__",
      "x",
    ),
  },
  "model.opset-kept": {
    always: says(async (opset: number) => weightOnly(withOwnFunction(everyWeight("matmul", opset))), 17, 21),
  },
} satisfies Trials<ModelCode>;

tryRemedies(TRIALS);
