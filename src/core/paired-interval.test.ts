import fc from "fast-check";
import { expect, it } from "vitest";
import { pairedDifferenceInterval } from "./paired-interval.ts";

// Published by Fagerland, Lydersen and Laake (2014) and with their book "Statistical Analysis of Contingency Tables" (2017).
it.each([
  ["airway hyper-responsiveness, Bentur et al. 2009", 7, 1, 21, -0.517, -0.026, 3],
  ["consolidation therapy, Cavo et al. 2012", 16, 6, 161, -0.124, -0.0054, 4],
])("%s", (_, lost, gained, total, low, high, digits) => {
  const interval = pairedDifferenceInterval({ lost, gained, total });
  expect(interval.low).toBeCloseTo(low, digits);
  expect(interval.high).toBeCloseTo(high, digits);
});

it("keeps a width where nothing differs: Wilson's for one proportion of zero", () => {
  // With no discordant items the limits solve n·Δ = z²·(1 − Δ), in closed form z² / (n + z²).
  const { low, high } = pairedDifferenceInterval({ lost: 0, gained: 0, total: 100 });
  expect(high).toBeCloseTo(1.96 ** 2 / (100 + 1.96 ** 2), 6);
  expect(low).toBeCloseTo(-high, 6);
  expect(pairedDifferenceInterval({ lost: 0, gained: 0, total: 0 })).toEqual({ low: -1, high: 1 });
});

it("excludes zero just where McNemar's score test does, holds the estimate and mirrors itself", () => {
  const outcome = fc.record({
    lost: fc.nat(60),
    gained: fc.nat(60),
    same: fc.nat(2000),
  });
  fc.assert(
    fc.property(outcome, ({ lost, gained, same }) => {
      const total = lost + gained + same;
      fc.pre(total > 0);
      const { low, high } = pairedDifferenceInterval({ lost, gained, total });
      const mirror = pairedDifferenceInterval({ lost: gained, gained: lost, total });
      expect(mirror.low).toBeCloseTo(-high, 6);
      const estimate = (gained - lost) / total;
      expect(low).toBeLessThanOrEqual(estimate + 1e-9);
      expect(high).toBeGreaterThanOrEqual(estimate - 1e-9);
      const statistic = lost + gained === 0 ? 0 : Math.abs(gained - lost) / Math.sqrt(gained + lost);
      if (Math.abs(statistic - 1.96) > 1e-6) expect(low > 0 || high < 0).toBe(statistic > 1.96);
    }),
  );
});
