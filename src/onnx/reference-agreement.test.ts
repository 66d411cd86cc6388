import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  differences,
  type QuantizedNumbers,
  quantizedNumbers,
  weightsOf,
} from "./fixtures/quantized-numbers.ts";
import {
  bundledModel,
  isDeliberate,
  type Observed,
  observe,
  quantizedByLab,
  REFERENCE_FEEDS,
  REFERENCE_MODELS,
} from "./fixtures/reference-cases.ts";

interface ReferenceNumbers {
  minmax: QuantizedNumbers["activations"];
  percentile: QuantizedNumbers["activations"];
  perTensor: QuantizedNumbers["constants"];
  perChannel: QuantizedNumbers["constants"];
}

/** Written by scripts/write-reference-numbers.ts. */
const reference: Record<string, ReferenceNumbers> = JSON.parse(
  readFileSync(new URL("./fixtures/reference-numbers.json", import.meta.url), "utf8"),
);

function expectAgreement(found: Partial<QuantizedNumbers>, expected: Partial<QuantizedNumbers>): void {
  expect(differences(found, expected).filter((difference) => !isDeliberate(difference))).toEqual([]);
}

describe.each(REFERENCE_MODELS)("%s quantized as by ONNX Runtime's quantize_static", (id) => {
  let observed: Observed;
  beforeAll(async () => {
    observed = await observe(bundledModel(id), REFERENCE_FEEDS);
  });
  const { minmax, percentile, perTensor, perChannel } = reference[id];

  it.each([
    ["minmax" as const, minmax],
    ["percentile" as const, percentile],
  ])("activations by %s", (method, activations) => {
    const found = quantizedNumbers(quantizedByLab(observed, { method, perChannel: false }));
    expectAgreement({ activations: found.activations }, { activations });
  });

  it("weights per tensor", () => {
    const found = quantizedNumbers(quantizedByLab(observed, { method: "minmax", perChannel: false }));
    expectAgreement({ constants: weightsOf(found) }, { constants: perTensor });
  });

  it("weights and biases per channel", () => {
    const { constants } = quantizedNumbers(quantizedByLab(observed, { method: "minmax", perChannel: true }));
    expectAgreement({ constants }, { constants: perChannel });
  });
});

it("differs on purpose only in the transformer, in as many tensors as the documentation says", () => {
  const deliberate = REFERENCE_MODELS.map((id) => {
    const { minmax, perChannel } = reference[id];
    const missing = differences({}, { activations: minmax, constants: perChannel });
    return missing.filter(isDeliberate).length;
  });
  expect(deliberate).toEqual([0, 0, 57]);
});
