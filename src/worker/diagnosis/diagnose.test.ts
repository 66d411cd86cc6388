import { describe, expect, test } from "vitest";
import type { Case } from "#diagnosis/case.ts";
import type { SymptomId } from "#diagnosis/diagnose.ts";
import { diagnose } from "#diagnosis/diagnose.ts";
import { withEdit } from "#diagnosis/recipe-edit.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Finding } from "#experiment/report.ts";
import { bundledLab } from "../fixtures/bundled-lab.ts";
import { diagnosed } from "../fixtures/diagnosed.ts";

const { lab, recipe: usual } = await bundledLab("mobilenet");
const base: Recipe = {
  ...usual,
  calibration: { ...usual.calibration, count: 128 },
  evaluation: { count: 256, seed: 1 },
  weights: { ...usual.weights, granularity: { kind: "channel" } },
};
const calibrated = (change: Partial<Recipe["calibration"]>): Recipe => ({
  ...base,
  calibration: { ...base.calibration, ...change },
});

const sound = await diagnosed(lab, base);

const foundIn = (findings: Finding[]) =>
  findings.filter(({ state }) => state === "found").map(({ id }) => id);
const by = (findings: Finding[], id: SymptomId): Finding => {
  const finding = findings.find((each) => each.id === id);
  if (!finding) throw new Error(`no check ${id}`);
  return finding;
};

describe("the bundled MobileNet", () => {
  test("8 bits per channel, 128 images: nothing is found", () => {
    const { findings } = sound;
    expect(foundIn(findings)).toEqual([]);
    // What was not measured here is unknown.
    expect(by(findings, "no-speed-up").state).toBe("no-evidence");
    expect(by(findings, "few-layers").state).toBe("no-evidence");
  });

  test("4-bit weights per tensor: uneven channels, and a scale per channel clears them", async () => {
    const recipe: Recipe = {
      ...base,
      weights: { ...base.weights, bits: 4, granularity: { kind: "tensor" } },
    };
    const { findings, judged } = await diagnosed(lab, recipe);
    const finding = by(findings, "weight-disparity");
    expect(finding).toMatchObject({ state: "found", grade: "likely" });
    expect(findings[0]).toBe(finding);
    expect(foundIn(findings)).toEqual(["weight-disparity"]);
    const worst = judged.facts?.weights.toSorted((a, b) => b.noise - a.noise)[0];
    expect(finding.table?.rows[0][0]).toBe(worst?.layer);
    expect(worst?.kind).toBe("depthwise");
    if (finding.action?.kind !== "edit") throw new Error("no edit");
    const mended = await diagnosed(lab, withEdit(recipe, finding.action.edit));
    expect(by(mended.findings, "weight-disparity").state).toBe("clear");
    expect(mended.judged.run.quantized.top1.correct).toBeGreaterThan(judged.run.quantized.top1.correct + 50);
  });

  test("dark calibration images differ from the others and clip, and undoing the distortion is the first action for both", async () => {
    const recipe = calibrated({ distort: { brightness: 0.2, contrast: 1, blur: 0, noise: 0 } });
    const { findings, judged } = await diagnosed(lab, recipe);
    expect(foundIn(findings)).toEqual(["calibration-mismatch", "clipping"]);
    for (const id of ["calibration-mismatch", "clipping"] as const) {
      const { action, grade } = by(findings, id);
      expect(grade).toBe("likely");
      if (action?.kind !== "edit") throw new Error("no edit");
      expect(withEdit(recipe, action.edit)).toEqual(base);
    }
    // While the images are of another kind, nobody can tell whether there are enough.
    expect(by(findings, "few-pictures").state).toBe("no-evidence");
    const { brightness } = judged.facts?.levels ?? {};
    expect((brightness?.calibration ?? 0) / (brightness?.evaluation ?? 1)).toBeCloseTo(0.2, 1);
  });

  test("calibration on two classes: the class mix is found, and nothing is reported as lost", async () => {
    const recipe = calibrated({ classes: [0, 1] });
    const { findings, judged } = await diagnosed(lab, recipe);
    const finding = by(findings, "calibration-mismatch");
    expect(finding).toMatchObject({ state: "found", grade: "possible" });
    expect(finding.evidence[0]).toContain("Calibration covers 2 classes, evaluation 16");
    expect(judged.facts?.classMix?.calibration.slice(2).every((pictures) => pictures === 0)).toBe(true);
    if (finding.action?.kind !== "edit") throw new Error("no edit");
    expect(withEdit(recipe, finding.action.edit)).toEqual(base);
    expect(by(findings, "few-classes").state).not.toBe("found");
  });

  test("8 images are too few, 256 are not", async () => {
    const few = by((await diagnosed(lab, calibrated({ count: 8 }))).findings, "few-pictures");
    expect(few.state).toBe("found");
    expect(few.action).toMatchObject({ edit: { calibration: { count: 32 } } });
    expect(by((await diagnosed(lab, calibrated({ count: 256 }))).findings, "few-pictures").state).toBe(
      "clear",
    );
  });

  test("a range set by hand that clips: dropping it comes first, and layers in FP16 do without it", async () => {
    const [{ name }] = lab.model.summary.layers;
    const { plan } = lab.model.float(false);
    const tensor = plan.layers.find((layer) => layer.name === name)?.outputTensor ?? "";
    const recipe = calibrated({ count: 32, ranges: { [tensor]: { min: 0, max: 0.3 } } });
    const { findings } = await diagnosed(lab, recipe);
    const finding = by(findings, "clipping");
    expect(finding).toMatchObject({ state: "found", action: { edit: { drop: ["ranges"] } } });
    expect(finding.table?.rows[0][0]).toBe(tensor);
    const readers = plan.layers.filter(({ inputs }) => inputs.includes(tensor)).map((layer) => layer.name);
    const spared = withEdit(recipe, { keep: { precision: "fp16", layers: [name, ...readers] } });
    expect(by((await diagnosed(lab, spared)).findings, "clipping").state).toBe("clear");
  });

  test("another draw of the images raises no alarm", async () => {
    const { findings } = await diagnosed(lab, calibrated({ seed: 3, method: "percentile" }));
    expect(by(findings, "calibration-mismatch").state).toBe("clear");
    expect(by(findings, "few-pictures").state).toBe("clear");
  });

  test("modes without calibrated ranges cannot have its symptoms", async () => {
    const { findings, judged } = await diagnosed(lab, { ...base, mode: "weight-only" });
    expect(judged.facts).toMatchObject({ activations: null, ranges: null, levels: null });
    expect(foundIn(findings)).toEqual([]);
    expect(by(findings, "calibration-mismatch").evidence[0]).toContain("weight-only");
  });

  test("without the worker's facts and without labels, checks say what they cannot know", () => {
    const { judged } = sound;
    const { run } = judged;
    const nothing = { correct: 0, total: 0 };
    const unlabelled = { ...run.fp32, top1: nothing, perClass: [] };
    const blind: Case = { ...judged, run: { ...run, fp32: unlabelled, quantized: unlabelled }, facts: null };
    const findings = diagnose(blind);
    expect(findings.map(({ state }) => state)).toEqual(findings.map(() => "no-evidence"));
    for (const { evidence } of findings) expect(evidence.join(" ").length).toBeGreaterThan(20);
  });
});
