import { expect, it } from "vitest";
import { chanceText, formatP, isFinding } from "./chance.ts";

it("never gives as a finding what chance explains", () => {
  // 2·(1 + 5 + 10)/2⁵ = 1, and 2·(1 + 10)/2¹⁰ = 0.0215.
  expect(chanceText(3, 2)).toBe("within chance: 3 pictures lost, 2 gained, p = 1");
  expect(chanceText(9, 1)).toBe("9 pictures lost, 1 gained, p = 0.021");
  expect(chanceText(0, 1)).toBe("within chance: none lost, 1 gained, p = 1");
  expect(chanceText(0, 0)).toBe("no picture lost or gained");
  expect([isFinding(5, 0), isFinding(6, 0)]).toEqual([false, true]);
});

it("says when a difference is a likely one among many", () => {
  expect(chanceText(9, 1, { adjustedP: 0.4, tests: 36 })).toBe(
    "within chance among 36 layers: 9 pictures lost, 1 gained, p = 0.021",
  );
  expect(chanceText(9, 1, { adjustedP: 0.04, tests: 2 })).toBe("9 pictures lost, 1 gained, p = 0.021");
});

it("says of a tiny probability only that it is tiny", () => {
  expect([formatP(1e-9), formatP(0.0512)]).toEqual(["p < 0.001", "p = 0.051"]);
});
