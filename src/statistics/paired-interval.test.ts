import { describe, expect, it, test } from "vitest";
import { binomialProbability } from "./binomial.ts";
import { mcnemarPValue } from "./mcnemar.ts";
import { pairedDifferenceInterval } from "./paired-interval.ts";

// The same product of distributions, integrated by SciPy 1.17 (`beta.pdf`, `binom.cdf`, `quad`, `brentq`).
it.each([
  ["airway hyper-responsiveness, Bentur et al. 2009", 7, 1, 21, -0.5202251441, -0.0130029046],
  ["consolidation therapy, Cavo et al. 2012", 16, 6, 161, -0.1217920741, -0.0043227465],
  ["floppy eyelid syndrome, Ezra et al. 2010", 2, 25, 102, 0.1275621233, 0.3182379226],
  ["no discordant item", 0, 0, 100, -0.0295130496, 0.0295130496],
  ["one item", 0, 0, 1, -0.95, 0.95],
  ["all discordant and even", 40, 40, 80, -0.2171849818, 0.2171849818],
  ["all lost", 40, 0, 40, -1, -0.8269580511],
  ["all discordant and uneven", 7, 1, 8, -0.9874966323, -0.0344426305],
  ["all gained, few", 0, 5, 5, 0.0778184599, 1],
  ["one of many", 1, 0, 10_000, -0.0004842147, 0.000230232],
  ["very many", 400, 300, 50_000, -0.0030412578, -0.0009624543],
])("%s", (_, lost, gained, total, low, high) => {
  const interval = pairedDifferenceInterval({ lost, gained, total });
  expect(interval.low).toBeCloseTo(low, 7);
  expect(interval.high).toBeCloseTo(high, 7);
});

describe("agrees with the test for all counts of up to 40 lost and gained", () => {
  test.each([
    ["all discordant", (discordant: number) => Math.max(1, discordant)],
    ["a hundred others", (discordant: number) => discordant + 100],
    ["50,000 items", () => 50_000],
  ])("%s", (_, of) => {
    for (let gained = 0; gained <= 40; gained++) {
      for (let lost = 0; lost <= gained; lost++) {
        const total = of(lost + gained);
        const { low, high } = pairedDifferenceInterval({ lost, gained, total });
        const estimate = (gained - lost) / total;
        const counts = `${lost} lost and ${gained} gained of ${total}`;
        expect(low > 0 || high < 0, counts).toBe(mcnemarPValue(lost, gained) < 0.05);
        expect(-1 <= low && low <= estimate && estimate <= high && high <= 1, counts).toBe(true);
        expect(low < high, counts).toBe(true);
      }
    }
  });

  test("mirrored", () => {
    for (const [lost, gained] of [
      [0, 6],
      [1, 7],
      [30, 40],
    ]) {
      const { low, high } = pairedDifferenceInterval({ lost, gained, total: 200 });
      expect(pairedDifferenceInterval({ lost: gained, gained: lost, total: 200 })).toEqual({
        low: -high,
        high: -low,
      });
    }
  });
});

describe("holds the true difference in 95 % of all cases, by enumeration", () => {
  const total = 30;
  const intervals = new Map<string, { low: number; high: number }>();
  for (let lost = 0; lost <= total; lost++) {
    for (let gained = 0; lost + gained <= total; gained++)
      intervals.set(`${lost} ${gained}`, pairedDifferenceInterval({ lost, gained, total }));
  }

  /** Of all outcomes, by the multinomial probability of each. */
  function coverage(loss: number, gain: number): number {
    let covered = 0;
    for (let lost = 0; lost <= total; lost++) {
      const rest = total - lost;
      for (let gained = 0; gained <= rest; gained++) {
        const { low, high } = intervals.get(`${lost} ${gained}`) ?? { low: 1, high: -1 };
        if (low > gain - loss + 1e-9 || high < gain - loss - 1e-9) continue;
        covered +=
          binomialProbability(lost, total, loss) * binomialProbability(gained, rest, gain / (1 - loss));
      }
    }
    return covered;
  }

  test.each([
    [0.01, 0.001, 1],
    [0.05, 0.05, 1],
    [0.05, 0.0001, 1],
    [0.1, 0.02, 0.99],
    [0.1, 0.1, 0.97],
    [0.2, 0, 0.98],
    [0.3, 0.05, 0.97],
    [0.3, 0.3, 0.96],
    [0.5, 0.01, 0.98],
    [0.5, 0.4, 0.96],
  ])("%d lost, %d gained", (loss, gain, atMost) => {
    expect(coverage(loss, gain)).toBeGreaterThanOrEqual(0.95);
    expect(coverage(loss, gain)).toBeLessThanOrEqual(atMost + 0.005);
  });
});

it("knows nothing of nothing, and refuses what is no count", () => {
  expect(pairedDifferenceInterval({ lost: 0, gained: 0, total: 0 })).toEqual({ low: -1, high: 1 });
  for (const odd of [-1, 0.5, Number.NaN, Infinity]) {
    expect(() => pairedDifferenceInterval({ lost: odd, gained: 0, total: 9 })).toThrow(RangeError);
    expect(() => pairedDifferenceInterval({ lost: 0, gained: odd, total: 9 })).toThrow(RangeError);
    expect(() => pairedDifferenceInterval({ lost: 0, gained: 0, total: odd })).toThrow(RangeError);
  }
  expect(() => pairedDifferenceInterval({ lost: 5, gained: 5, total: 9 })).toThrow(RangeError);
});
