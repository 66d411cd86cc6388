import { describe, expect, it } from "vitest";
import { onlyA, runResult } from "#experiment/fixtures/run-result.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { settingOf, withSetting } from "#experiment/setting.ts";
import { LabError } from "#failures/lab-error.ts";
import { ALL_FINITE } from "#numerics/errors/output-errors.ts";
import { decodeLink, encodeLink } from "#share/link.ts";
import type { SharedExperiment } from "#share/shared-experiment.ts";
import { ready, settle } from "../fixtures/ready-lab.ts";
import { expectedResult } from "../run/expected-result.ts";

function resultOf(recipe: Recipe, correct: number) {
  const plain = runResult(recipe);
  const noise = {
    ...{ name: "", shape: [], mse: 0, maxAbsError: 0, cosine: 1, klDivergence: null },
    ...{ items: 1, notFinite: ALL_FINITE },
  };
  return {
    ...plain,
    quantized: { ...plain.quantized, top1: { correct, total: 1000 } },
    outputs: [20.123, Number.POSITIVE_INFINITY].map((sqnrDb) => ({ ...noise, sqnrDb })),
  };
}

async function labWithRecipe() {
  const lab = await ready();
  const { recipe } = lab.state();
  if (!recipe) throw new Error("no recipe");
  const changed: Recipe = { ...recipe, weights: { ...recipe.weights, bits: 4 } };
  return { ...lab, recipe, changed };
}

const link = (recipe: Recipe, expected: SharedExperiment["expected"] = null) =>
  encodeLink({ recipe, view: { tab: "layers" }, expected });

describe("a link without numbers", () => {
  it("of what is loaded sets recipe and tab at once, as one step that can be undone", async () => {
    const { client, state, recipe, changed } = await labWithRecipe();
    expect(await state().readLink(await link(changed))).toBe(true);
    expect(state()).toMatchObject({ recipe: changed, tab: "layers", offer: null });
    expect(client.kinds()).toEqual(["model.load", "data.load"]);
    state().undo();
    expect(state().recipe).toEqual(recipe);
  });

  it("of a model that the page no longer has says so and changes nothing", async () => {
    const { state, recipe, changed } = await labWithRecipe();
    const gone: Recipe = { ...changed, model: { kind: "bundled", id: "gone" } };
    expect(await state().readLink(await link(gone))).toBe(false);
    expect(state()).toMatchObject({ linkFailure: { code: "model.missing" }, recipe });
  });

  it("of an address is fetched only after consent", async () => {
    const { client, state, changed } = await labWithRecipe();
    const remote: Recipe = { ...changed, model: { kind: "url", url: "https://models.example/net.onnx" } };
    await state().readLink(await link(remote));
    expect(state().offer).toMatchObject({ missing: [] });
    expect(client.kinds()).toEqual(["model.load", "data.load"]);
    state().refuseOffer();
    expect(state().offer).toBeNull();
    expect(client.kinds()).toHaveLength(2);
  });
});

describe("a link with numbers", () => {
  const offered = async (correct: number) => {
    const lab = await labWithRecipe();
    const { state, client, changed } = lab;
    const expected = expectedResult(resultOf(changed, 880));
    await state().readLink(await link(changed, expected));
    expect(state().offer?.experiment.expected).toEqual(expected);
    void state().acceptOffer({});
    await settle();
    client.last("experiment.run").resolve(onlyA(resultOf(changed, correct)));
    await settle();
    return lab;
  };

  it("is run after consent, and its numbers are found again", async () => {
    const { state } = await offered(881);
    expect(state().checkedLink).toMatchObject({ run: 1, verification: { agrees: true } });
  });

  it("says which number is another", async () => {
    const { state } = await offered(800);
    const { verification } = state().checkedLink ?? {};
    expect(verification?.agrees).toBe(false);
    expect(verification?.comparisons.filter(({ agrees }) => !agrees).map(({ what }) => what)).toEqual([
      "quantized",
    ]);
  });

  it("copied after a run carries its numbers, and none once the recipe has moved on", async () => {
    const { state, recipe } = await offered(880);
    const withNumbers = await state().linkFragment(true);
    state().editRecipe("x", () => recipe);
    const without = await state().linkFragment(true);
    expect(withNumbers?.length).toBeGreaterThan((without?.length ?? 0) + 60);
  });
});

describe("a link to a file", () => {
  const mine = { kind: "file" as const, name: "mine.onnx", sha256: "0".repeat(64) };

  it("asks for it, and refuses another one with everything as it was", async () => {
    const { client, state, recipe, changed } = await labWithRecipe();
    await state().readLink(await link({ ...changed, model: mine }));
    expect(state().offer?.missing).toEqual(["model"]);
    const file = { path: "mine.onnx", file: new File(["x"], "mine.onnx") };
    void state().acceptOffer({ model: [file] });
    await settle();
    const request = client.last("model.load");
    expect(request.payload).toMatchObject({ source: mine, location: { files: [file] } });
    request.reject(new LabError("source.changed", { name: "mine.onnx" }));
    await settle();
    expect(state()).toMatchObject({ workspaceFailure: { code: "source.changed" }, recipe });
    expect(client.kinds()).not.toContain("experiment.run");
  });
});

it("a damaged link is said to be damaged", async () => {
  const { state, recipe } = await labWithRecipe();
  expect(await state().readLink("2.AAAA")).toBe(false);
  expect(state()).toMatchObject({ linkFailure: { code: "link.invalid" }, recipe });
});

describe("a link with both settings", () => {
  const pair = async () => {
    const lab = await labWithRecipe();
    const b = { ...settingOf(lab.changed), weights: { ...lab.changed.weights, bits: 3 as const } };
    return { ...lab, b };
  };

  it("sets both as one step, and one without a B takes it away", async () => {
    const { state, changed, b, recipe } = await pair();
    await state().readLink(await encodeLink({ recipe: changed, b, view: {}, expected: null }));
    expect(state()).toMatchObject({ recipe: changed, b });
    expect(await decodeLink((await state().linkFragment(true)) ?? "")).toMatchObject({ recipe: changed, b });
    state().undo();
    expect(state()).toMatchObject({ recipe, b: null });
    state().redo();
    await state().readLink(await link(recipe));
    expect(state()).toMatchObject({ recipe, b: null });
  });

  it("is run, and the numbers of each setting are held against those sent", async () => {
    const { client, state, changed, b } = await pair();
    const measured = { a: resultOf(changed, 800), b: resultOf(withSetting(changed, b), 700), answers: null };
    const [expected, expectedB] = [expectedResult(measured.a), expectedResult(measured.b)];
    const sent = { recipe: changed, b, view: {}, expected };
    await state().readLink(
      await encodeLink({ ...sent, expectedB: { ...expectedB, quantized: { correct: 10, total: 1000 } } }),
    );
    const accepted = state().acceptOffer({});
    await settle();
    client.last("experiment.run").resolve(measured);
    await accepted;
    expect(state().checkedLink).toMatchObject({ verification: { agrees: true }, b: { agrees: false } });
    expect(await decodeLink((await state().linkFragment(true)) ?? "")).toMatchObject({ ...sent, expectedB });
  });
});
