import { expect, it } from "vitest";
import { distortionText, withPart } from "./distortion.ts";

it("is absent again once every part is neutral", () => {
  const dark = withPart(undefined, "brightness", 0.5);
  expect(dark).toEqual({ brightness: 0.5, contrast: 1, blur: 0, noise: 0 });
  const blurred = withPart(dark, "blur", 2);
  expect(distortionText(blurred).replaceAll("\u00a0", " ")).toBe("brightness ×0.5, blur 2 px");
  expect(withPart(withPart(blurred, "brightness", 1), "blur", 0)).toBeUndefined();
  expect(distortionText(undefined)).toBe("off");
});
