import { describe, expect, it } from "vitest";
import { tensorError } from "#numerics/errors/errors.ts";
import type { ActivationSpec, WeightSpec } from "#numerics/grid.ts";
import { CONVOLUTIONS } from "../fixtures/forms/convolutions.ts";
import { MATRICES } from "../fixtures/forms/matrices.ts";
import { SHARING } from "../fixtures/forms/sharing.ts";
import { PER_CHANNEL, planFor } from "../fixtures/plan.ts";
import { maxDifference, run } from "../fixtures/run.ts";
import { quantizableLayers } from "../layers/layers.ts";
import { graphView } from "../model/graph/graph.ts";
import { prepareModel } from "../prepare/prepare.ts";
import { insertQdq } from "./qdq/insert-qdq.ts";

const FORMS = [...CONVOLUTIONS, ...MATRICES, ...SHARING];

describe.each(FORMS)("$name", ({ model, feeds, layers: expected, float: reasons = {} }) => {
  const { model: prepared } = prepareModel(model);
  const { layers, floatNodes } = quantizableLayers(graphView(prepared));

  it("has the layers and reasons it should", () => {
    const first = (name: string) => name.slice(0, name.indexOf("/"));
    expect(layers.map(({ name }) => first(name))).toEqual(expected);
    expect(Object.fromEntries(floatNodes.map(({ name, reason }) => [first(name), reason]))).toEqual(reasons);
  });

  it.each<[ActivationSpec, Partial<WeightSpec>, number]>([
    [{ bits: 8, scheme: "asymmetric" }, {}, 25],
    [{ bits: 6, scheme: "symmetric" }, { scheme: "asymmetric" }, 8],
  ])("computes the same in integers, activations %o, weights %o", async (grid, weights, decibel) => {
    const before = (await run(model, feeds)).y.data;
    const plan = await planFor(prepared, feeds, { ...PER_CHANNEL, ...weights }, grid);
    const { model: quantized, notices } = insertQdq(prepared, plan);
    expect(notices).toEqual([]);
    const simulated = (await run(quantized, feeds, "disabled")).y.data;
    const integer = (await run(quantized, feeds, "all")).y.data;
    expect(tensorError(before, simulated).sqnrDb).toBeGreaterThan(decibel);
    expect(tensorError(before, integer).sqnrDb).toBeGreaterThan(decibel);
    const range = before.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    // An accumulator on an edge may fall on either side: a step or two of the output.
    expect(maxDifference(simulated, integer)).toBeLessThan((range * 5) / 2 ** grid.bits);
  });
});
