import { expect, it } from "vitest";
import { residualNet } from "../../fixtures/residual-net.ts";
import { withProvenance } from "./provenance.ts";

it("keeps the recipe in the metadata, in place of an older one", () => {
  const model = residualNet();
  const once = withProvenance(model, "{1}");
  expect(once.metadataProps).toMatchObject([{ key: "quantization_lab.recipe", value: "{1}" }]);
  expect(withProvenance(once, "{2}").metadataProps).toMatchObject([{ value: "{2}" }]);
  expect(withProvenance(once, undefined).metadataProps).toMatchObject([{ value: "{1}" }]);
  expect(once.producerName).toBe("Quantization Lab");
  expect(model).toMatchObject({ metadataProps: [], producerName: "test" });
});
