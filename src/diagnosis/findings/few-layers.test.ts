import { describe, expect, it } from "vitest";
import { caseOf, layer, runOf } from "../fixtures/case.ts";
import { fewLayers } from "./few-layers.ts";

const outputs = (decibels: number[]) =>
  decibels.map((sqnrDb, i) =>
    layer(`conv${i}`, { from: i > 0 ? [`conv${i - 1}`] : [], output: { mse: 0, sqnrDb, maxAbsError: 0 } }),
  );
const jump = outputs([40, 40, 39, 20, 20, 19.8, 19.8, 19.8]);
const even = outputs(Array.from({ length: 20 }, (_, i) => -10 * Math.log10((i + 1) / 1000)));
const row = (name: string, lost: number) => ({ layer: name, lost, gained: 0, outputSqnrDb: 30 - lost });

describe("a drop from few layers", () => {
  it("is found by the error of the outputs, where there is a drop at all", () => {
    const verdict = fewLayers.check(caseOf(runOf(20, { layers: jump })));
    expect(verdict).toMatchObject({
      state: "found",
      action: { kind: "edit", edit: { keep: { precision: "fp16", layers: ["conv3"] } } },
    });
    expect(fewLayers.check(caseOf(runOf(2, { layers: jump }))).state).toBe("clear");
  });

  it("is not, where the error builds up everywhere: a sweep would tell more", () => {
    expect(fewLayers.check(caseOf(runOf(20, { layers: even })))).toMatchObject({
      state: "clear",
      action: { kind: "sweep" },
    });
    expect(fewLayers.check(caseOf(runOf(20))).state).toBe("no-evidence");
  });

  it("is the layer at which the output stops being a number", () => {
    const broken = outputs([40, 40, 39, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    expect(fewLayers.check(caseOf(runOf(20, { layers: broken })))).toMatchObject({
      state: "found",
      action: { edit: { keep: { layers: ["conv3"] } } },
    });
    const lost = outputs([40, 40, 39, -Infinity, Number.NaN, -Infinity, 30]);
    expect(fewLayers.check(caseOf(runOf(20, { layers: lost })))).toMatchObject({
      action: { edit: { keep: { layers: ["conv3"] } } },
    });
  });

  it("is judged by a sweep of the recipe where there is one", () => {
    const names = Array.from({ length: 10 }, (_, i) => `conv${i}`);
    const concentrated = names.map((name) => row(name, name === "conv7" ? 15 : 1));
    const found = fewLayers.check(
      caseOf(runOf(20, { layers: even }), { sweep: { pictures: 100, rows: concentrated } }),
    );
    expect(found).toMatchObject({ state: "found", action: { edit: { keep: { layers: ["conv7"] } } } });
    expect(found.evidence[0]).toContain("“conv7”, 15 pictures against 0 gained");
    const spread = names.map((name) => row(name, 6));
    expect(
      fewLayers.check(caseOf(runOf(20, { layers: jump }), { sweep: { pictures: 100, rows: spread } })).state,
    ).toBe("clear");
  });
});
