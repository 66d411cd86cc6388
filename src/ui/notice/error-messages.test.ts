import { expect, it } from "vitest";
import { errorMessage } from "./error-messages.ts";

const notFinite = (fp32Only: number, quantizedOnly: number, both: number) =>
  errorMessage("output.not-finite", { output: "y", items: 24, fp32Only, quantizedOnly, both });

it("says how many items are not numbers, and where", () => {
  expect(notFinite(2, 0, 1).what).toBe(
    "3 of 24 items hold NaN or infinity in the FP32 output “y”; they are not in its figures.",
  );
  expect(notFinite(0, 0, 1).what).toBe(
    "1 of 24 items holds NaN or infinity in the FP32 output “y”; it is not in its figures.",
  );
  expect(notFinite(0, 5, 0).what).toBe(
    "The quantized model gives NaN or infinity in “y” for 5 items of 24 where FP32 gives numbers: that is harm, and they are not in its figures either.",
  );
  expect(notFinite(1, 1, 0).what.match(/\./g)).toHaveLength(2);
});

it("says for how many images there is no prediction, and how they count", () => {
  const what = (fp32: number, quantized: number) =>
    errorMessage("output.no-prediction", { fp32, quantized, total: 40 }).what;
  expect(what(2, 9)).toBe(
    "No score is a number, so no class is predicted: FP32 for 2 of 40 images, the quantized model for 9 of 40 images. They count as not classified correctly and not in agreement.",
  );
  expect(what(0, 9)).toContain("predicted: the quantized model for 9 of 40 images.");
  expect(what(3, 0)).toContain("predicted: FP32 for 3 of 40 images.");
});
