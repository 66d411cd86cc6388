import type { Preprocess } from "#experiment/recipe.ts";
import { defaultRecipe } from "#experiment/recipe-default.ts";
import type { ModelProto } from "#onnx/model/schema/onnx_pb.ts";
import { acceptModel } from "#onnx/prepare/accept.ts";
import { LoadedData } from "#worker/open/loaded-data.ts";
import { LoadedModel } from "#worker/open/loaded-model.ts";

/** The images are random network input already; the recipe only has to name some preprocessing. */
const PREPROCESS: Preprocess = {
  size: 1,
  resize: "stretch",
  layout: "nchw",
  channels: "rgb",
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

/** The default recipe of a model and data that are made here. */
export const benchRecipe = () => defaultRecipe({ id: "bench", preprocess: PREPROCESS }, "bench");

/** A model as the worker holds it. */
export function loadedModel(model: ModelProto): LoadedModel {
  const file = { source: { kind: "bundled", id: "bench" } as const, sha256: "", sizeBytes: 0 };
  return new LoadedModel(null, model, acceptModel(model), file);
}

/** Random network input without labels; the items share their values. */
export function randomData(dims: readonly number[], count: number): LoadedData {
  const length = dims.reduce((product, dim) => product * dim, 1);
  let state = 1;
  const data = Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 4 - 2;
  });
  const items = Array.from({ length: count }, (_, i) => ({
    path: `${i}`,
    content: { kind: "tensor" as const, dims: [...dims], data },
  }));
  const split = { kind: "tensors" as const, items, labels: new Int32Array(count).fill(-1) };
  const summary = {
    source: { kind: "bundled", id: "bench" } as const,
    name: "bench",
    licence: "",
    classes: [],
    pictureSize: null,
    calibrationCount: count,
    evaluationCount: count,
    labelledCount: { calibration: 0, evaluation: 0 },
    labelsFrom: null,
    kind: "tensors" as const,
    skipped: [],
    sharedSplit: true,
  };
  return new LoadedData(summary, { calibration: split, evaluation: split });
}
