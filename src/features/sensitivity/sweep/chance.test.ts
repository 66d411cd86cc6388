import { expect, it } from "vitest";
import { chanceText, isFinding } from "./chance.ts";

const words = (...args: Parameters<typeof chanceText>) => chanceText(...args).replaceAll("\u00a0", " ");

it("never gives as a finding what chance explains", () => {
  // (2·(1 + 5 + 10) − 10)/2⁵ = 0.6875, and (2·(1 + 10) − 10)/2¹⁰ = 0.0117.
  expect(words(3, 2)).toBe("within chance: 3 pictures lost, 2 gained, p = 0.69");
  expect(words(9, 1)).toBe("9 pictures lost, 1 gained, p = 0.012");
  expect(words(0, 1)).toBe("within chance: none lost, 1 gained, p = 0.50");
  expect(words(0, 0)).toBe("no picture lost or gained");
  expect([isFinding(4, 0), isFinding(5, 0)]).toEqual([false, true]);
});

it("says when a difference is a likely one among many", () => {
  expect(words(9, 1, { adjustedP: 0.4, tests: 36 })).toBe(
    "within chance among 36 layers: 9 pictures lost, 1 gained, p = 0.012",
  );
  expect(words(9, 1, { adjustedP: 0.04, tests: 2 }, ["regained", "lost again"])).toBe(
    "9 pictures regained, 1 lost again, p = 0.012",
  );
  expect(words(9, 1, { adjustedP: 0.04, tests: 2 })).toBe("9 pictures lost, 1 gained, p = 0.012");
});
