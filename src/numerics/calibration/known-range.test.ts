import { expect, test } from "vitest";
import type { ActivationSpec, Bits } from "../grid.ts";
import { knownRange } from "./known-range.ts";
import { CALIBRATION_METHOD_IDS, calibrationRange } from "./methods/registry.ts";
import { ActivationObserver } from "./observer.ts";

const SPECS: ActivationSpec[] = ([8, 4] as Bits[]).flatMap((bits) => [
  { bits, scheme: "symmetric" as const },
  { bits, scheme: "asymmetric" as const },
]);
const values = (from: number) => Float32Array.from({ length: 3000 }, (_, i) => Math.tan(i + from));
const observer = new ActivationObserver();
observer.observe(values(0), 2);

test("is the range that each method gives, asked for the first time and again", () => {
  for (let round = 0; round < 2; round++) {
    for (const method of CALIBRATION_METHOD_IDS) {
      for (const spec of SPECS) {
        const options = { method, percentile: 99 };
        expect(knownRange(observer, options, spec)).toEqual(calibrationRange(observer, options, spec));
      }
    }
  }
});

test("is searched for once, until the observer has seen more", () => {
  const options = { method: "mse" } as const;
  const first = knownRange(observer, options, SPECS[1]);
  expect(knownRange(observer, options, SPECS[1])).toBe(first);
  observer.observe(values(5000), 2);
  const second = knownRange(observer, options, SPECS[1]);
  expect(second).not.toBe(first);
  expect(second).toEqual(calibrationRange(observer, options, SPECS[1]));
});

test("of an observer that has seen nothing is refused", () => {
  expect(() => knownRange(new ActivationObserver(), { method: "mse" }, SPECS[0])).toThrow(
    expect.objectContaining({ code: "calibration.non-finite" }),
  );
});
