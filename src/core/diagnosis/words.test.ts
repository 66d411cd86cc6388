import { expect, test } from "vitest";
import { pointsRange } from "./words.ts";

const words = (low: number, high: number) => pointsRange({ low, high });

test("an end near 0 shows its side, so that the interval reads as the test decides", () => {
  expect(words(-0.0123, 0.0047)).toBe("−1.2 to +0.5");
  expect(words(0.0004, 0.012)).toBe("+0.04 to +1.2");
  expect(words(-0.012, -0.00002)).toBe("−1.2 to −0.002");
  expect(words(0, 0)).toBe("0.0 to 0.0");
});
