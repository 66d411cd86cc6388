import { describe, expect, it } from "vitest";
import type { Mode } from "#experiment/modes.ts";
import { tensorError } from "#numerics/errors/errors.ts";
import type { ActivationSpec, WeightSpec } from "#numerics/grid.ts";
import { BETWEEN_LAYERS } from "../fixtures/forms/between-layers.ts";
import { CONVOLUTIONS } from "../fixtures/forms/convolutions.ts";
import type { GraphForm } from "../fixtures/forms/form.ts";
import { MATRICES } from "../fixtures/forms/matrices.ts";
import { SHARING } from "../fixtures/forms/sharing.ts";
import { STACKS } from "../fixtures/forms/stacks.ts";
import { PER_CHANNEL, PER_TENSOR, planFor, uncalibratedPlan } from "../fixtures/plan.ts";
import { maxDifference, run } from "../fixtures/run.ts";
import type { ModelProto } from "../model/schema/onnx_pb.ts";
import { acceptModel } from "../prepare/accept.ts";
import { prepareModel } from "../prepare/prepare.ts";
import { quantizeGraph } from "./quantize-graph.ts";

type Setting = [Mode, WeightSpec, ActivationSpec["scheme"]?];

const GROUPS: WeightSpec = { bits: 4, scheme: "asymmetric", granularity: { kind: "group", size: 16 } };
const UNSIGNED: WeightSpec = { ...PER_CHANNEL, scheme: "asymmetric" };

/** What stands between layers meets pairs in static mode alone. */
const BETWEEN: Setting[] = [
  ["static", PER_CHANNEL, "asymmetric"],
  ["static", PER_TENSOR, "symmetric"],
];
const LAYERS: Setting[] = [
  ["static", PER_CHANNEL, "symmetric"],
  ["static", UNSIGNED, "asymmetric"],
  ["static", GROUPS, "asymmetric"],
  ["dynamic", PER_CHANNEL],
  ["dynamic", { ...PER_TENSOR, bits: 4 }],
  ["dynamic", UNSIGNED],
  ["weight-only", UNSIGNED],
  ["weight-only", GROUPS],
];

/** One step of int8, two of uint8, of the largest output: a sum on an edge may fall on either side. */
const STEP = 1 / 127;
/** Otherwise integer arithmetic may not lie further from FP32 than its simulation, but for luck. */
const LUCK_DB = 1.5;

async function expectSoundOptimizer(float: ModelProto, { feeds }: GraphForm, settings: Setting[]) {
  const before = (await run(float, feeds)).y.data;
  const prepared = prepareModel(acceptModel(float).model).model;
  for (const [mode, weights, scheme = "asymmetric"] of settings) {
    const plan =
      mode === "static"
        ? await planFor(prepared, feeds, weights, { bits: 8, scheme })
        : uncalibratedPlan(prepared, mode, weights);
    const { model } = quantizeGraph(prepared, plan);
    const plain = (await run(model, feeds, "disabled")).y.data;
    const optimized = (await run(model, feeds, "all")).y.data;
    const range = before.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const lost = tensorError(before, plain).sqnrDb - tensorError(before, optimized).sqnrDb;
    const said = `${mode} ${JSON.stringify(weights)} ${scheme}`;
    if (maxDifference(plain, optimized) > range * STEP) expect(lost, said).toBeLessThan(LUCK_DB);
  }
}

describe("the runtime's optimizer gives what the file says, to a step or to luck", () => {
  it.each(BETWEEN_LAYERS)("$name", async (form) => {
    await expectSoundOptimizer(form.model, form, BETWEEN);
  });

  it.each([...CONVOLUTIONS, ...MATRICES, ...SHARING, ...STACKS])("$name", async (form) => {
    await expectSoundOptimizer(form.model, form, LAYERS);
  });
});
