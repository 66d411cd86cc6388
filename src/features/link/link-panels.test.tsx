import { describe, expect, test } from "vitest";
import { BASE_RECIPE } from "#share/base-recipe.ts";
import type { ExpectedResult, SharedExperiment } from "#share/shared-experiment.ts";
import { verifyResult } from "#share/verify.ts";
import { draw, labWith } from "#ui/fixtures/draw.tsx";
import { CheckedLinkNotice } from "./CheckedLinkNotice.tsx";
import OfferDialog from "./OfferDialog.tsx";

const NONE = { correct: 0, total: 0 };
const EXPECTED: ExpectedResult = {
  fp32: { correct: 1947, total: 2048 },
  quantized: { correct: 1921, total: 2048 },
  agreement: { correct: 1990, total: 2048 },
  outputSqnrDb: 18.25,
  sizeBytes: 308_123,
  environment: {
    ...{ lab: "1.0.0", runtime: "ort" },
    ...{ fp32: { backend: "wasm", threads: 1 }, quantized: { backend: "wasm", threads: 2 } },
  },
};
const FILE = { kind: "file", name: "mine.onnx", sha256: "0123456789ab".padEnd(64, "0") } as const;
const recipe = { ...BASE_RECIPE, model: FILE, weights: { ...BASE_RECIPE.weights, bits: 4 } as const };

describe("the offer of a link", () => {
  const offer = (experiment: Partial<SharedExperiment>, missing: ("model" | "data")[] = []) => {
    const shared = { recipe, b: null, view: {}, expected: null, expectedB: null, ...experiment };
    const found = draw(
      <OfferDialog />,
      labWith({ offer: { experiment: shared, missing }, recipe: BASE_RECIPE }),
    );
    return { ...found, facts: found.facts() };
  };

  test("says what will be opened, what changes, and which numbers are checked", () => {
    const { facts } = offer({ expected: EXPECTED });
    expect(facts.Model).toBe("the file “mine.onnx”, SHA-256 0123456789ab…");
    expect(facts["Options that change"]).toMatch(/: 4/);
    expect(facts["Numbers to check"]).toBe("FP32 95.1 %, quantized 93.8 %, agreement 97.2 %, 308.1 kB");
  });

  test("without labels it names no accuracy, and without classes no agreement", () => {
    const unlabelled = { ...EXPECTED, fp32: NONE, quantized: NONE };
    expect(offer({ expected: unlabelled }).facts["Numbers to check"]).toBe("agreement 97.2 %, 308.1 kB");
    expect(offer({ expected: { ...unlabelled, agreement: NONE } }).facts["Numbers to check"]).toBe(
      "308.1 kB",
    );
  });

  test("waits for the files that it names", () => {
    const { page, text } = offer({}, ["model"]);
    expect(text()).toContain("The link names files and does not hold them.");
    expect(page.getByRole("button", { name: "Open and run" }).hasAttribute("disabled")).toBe(true);
  });
});

describe("the numbers of a link", () => {
  const checked = (measured: Partial<ExpectedResult>) => {
    const verification = verifyResult(EXPECTED, { ...EXPECTED, ...measured });
    return draw(
      <CheckedLinkNotice
        checked={{ run: 7, expected: EXPECTED, verification, b: null }}
        onDismiss={() => undefined}
      />,
    );
  };
  const TABLE = "Numbers of the link and of this run";

  test("that are found again are said to be the same", () => {
    const { text, rows } = checked({});
    expect(text()).toContain("Run 7 gives the numbers of the link");
    expect(rows(TABLE)["Right in FP32"]).toEqual(["1,947 of 2,048", "1,947 of 2,048", "11", "yes"]);
    expect(rows(TABLE).Size).toEqual(["308.1 kB", "308.1 kB", "nothing", "yes"]);
  });

  test("that differ are told one by one, with what may explain it", () => {
    const { text, rows } = checked({ quantized: { correct: 1700, total: 2048 } });
    expect(text()).toContain("Run 7 gives other numbers than the link says");
    expect(rows(TABLE)["Right when quantized"]).toEqual(["1,921 of 2,048", "1,700 of 2,048", "11", "no"]);
    expect(text()).toContain("Backend, threads and versions are the same");
    const elsewhere = { ...EXPECTED.environment, runtime: "another" };
    const other = checked({ quantized: { correct: 1700, total: 2048 }, environment: elsewhere });
    expect(other.text()).toContain("What differs and may explain it: runtime (ort there, another here).");
  });

  test("of other images, or not a number, agree with nothing", () => {
    const fewer = checked({ fp32: { correct: 1947, total: 1950 } });
    expect(fewer.rows(TABLE)["Right in FP32"].at(-1)).toBe("not as many images");
    const broken = checked({ outputSqnrDb: Number.NaN });
    expect(broken.rows(TABLE)["SQNR of the output"].slice(1)).toEqual(["not a number", "0.5 dB", "no"]);
  });
});
