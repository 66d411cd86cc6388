import { expect, it } from "vitest";
import { niceTicks, tickText } from "./nice-ticks.ts";

it.each([
  [-1, 1, [-1, -0.5, 0, 0.5, 1]],
  [-0.77, 0.84, [-0.5, 0, 0.5]],
  [0, 0, [0]],
])("from %d to %d", (low, high, ticks) => {
  expect(niceTicks(low, high, 5).map((tick) => Number(tick.toFixed(9)))).toEqual(ticks);
});

it("writes ticks without rounding dust", () => {
  expect(tickText(0.1 + 0.2)).toBe("0.3");
});
