import { expect, test } from "vitest";
import { splitmix32 } from "#statistics/sampling.ts";
import { Gram } from "./gram.ts";
import { RoundingSearch } from "./rounding-search.ts";

interface Problem {
  gram: Gram;
  error: Float64Array;
  other: Float64Array;
}

/** Errors of rounding to nearest on a grid of width 1, and correlated inputs with a mean, as behind a ReLU. */
function problem(size: number, seed: number): Problem {
  const random = splitmix32(seed);
  const uniform = () => random() / 2 ** 32;
  const gram = new Gram(size);
  for (let k = 0; k < 3 * size; k++) {
    const shared = uniform();
    gram.add(
      Float32Array.from({ length: size }, () => Math.max(0, shared + uniform() - 0.6)),
      0,
      size,
      1,
    );
  }
  const error = Float64Array.from({ length: size }, () => uniform() - 0.5);
  return { gram, error, other: error.map((e) => e - Math.sign(e)) };
}

/** `eᵀ(Σxxᵀ + damping)e`, straight from the definition. */
function squares(gram: Gram, error: Float64Array, damping = 0): number {
  const sums = gram.symmetric();
  const size = error.length;
  return error.reduce(
    (total, a, i) =>
      total + damping * a * a + error.reduce((sum, b, j) => sum + a * b * sums[i * size + j], 0),
    0,
  );
}

const dampingOf = ({ gram }: Problem) => (0.01 * gram.trace()) / gram.size;

/** The smallest value over all 2^n roundings. */
function optimum({ gram, error, other }: Problem, damping = 0): number {
  let best = Infinity;
  for (let choice = 0; choice < 2 ** error.length; choice++) {
    const tried = error.map((e, i) => ((choice >> i) & 1 ? other[i] : e));
    best = Math.min(best, squares(gram, tried, damping));
  }
  return best;
}

test("finds the best of all roundings of few weights", () => {
  for (let seed = 0; seed < 40; seed++) {
    const given = problem(2 + (seed % 9), seed);
    const damping = dampingOf(given);
    const [nearest, plain, damped] = [
      squares(given.gram, given.error),
      optimum(given),
      optimum(given, damping),
    ];
    const { before, after } = new RoundingSearch(given.gram).improve(given.error, given.other);
    expect(before).toBeCloseTo(nearest, 9);
    expect(after).toBeCloseTo(squares(given.gram, given.error), 9);
    expect(after).toBeLessThanOrEqual(before);
    expect(squares(given.gram, given.error, damping)).toBeCloseTo(damped, 8);
    // Because of the damping it need not be the best without.
    expect(after - plain).toBeLessThanOrEqual(0.03 * nearest);
  }
});

test("comes near the best of 2^14 roundings, more than it tries", () => {
  let [found, nearest, best] = [0, 0, 0];
  for (let seed = 0; seed < 6; seed++) {
    const given = problem(14, seed);
    best += optimum(given);
    const { before, after } = new RoundingSearch(given.gram).improve(given.error, given.other);
    nearest += before;
    found += after;
  }
  expect(nearest).toBeGreaterThan(4 * best);
  expect(found).toBeLessThan(1.1 * best);
});

test("many weights: far below rounding to nearest, and no single flip betters it", () => {
  const given = problem(60, 5);
  const { gram, error, other } = given;
  const { before, after } = new RoundingSearch(gram).improve(error, other);
  expect(after).toBeLessThan(0.4 * before);
  const reached = squares(gram, error, dampingOf(given));
  error.forEach((_, i) => {
    const flipped = error.slice();
    flipped[i] = other[i];
    expect(squares(gram, flipped, dampingOf(given))).toBeGreaterThanOrEqual(reached * (1 - 1e-8));
  });
});

test("each weight keeps one of its two errors, to the bit", () => {
  for (const size of [8, 40]) {
    const { gram, error, other } = problem(size, 9);
    const [start, alternative] = [error.slice(), other.slice()];
    new RoundingSearch(gram).improve(error, other);
    error.forEach((e, i) => {
      expect([e, other[i]]).toEqual(e === start[i] ? [start[i], alternative[i]] : [alternative[i], start[i]]);
    });
    expect(error).not.toEqual(start);
  }
});

test("a weight without another neighbour stays, and so do weights on inputs that are always 0", () => {
  const fixed = problem(30, 3);
  fixed.other.set(fixed.error.subarray(0, 6));
  const start = fixed.error.slice();
  new RoundingSearch(fixed.gram).improve(fixed.error, fixed.other);
  expect(fixed.error.subarray(0, 6)).toEqual(start.subarray(0, 6));

  for (const size of [4, 20]) {
    const dead = new Gram(size);
    dead.add(new Float32Array(2 * size), 0, size, 2);
    const { error, other } = problem(size, 4);
    const before = error.slice();
    expect(new RoundingSearch(dead).improve(error, other)).toEqual({ before: 0, after: 0 });
    expect(error).toEqual(before);
  }
});

test("weights far smaller than the grid stay at zero, and the search for better ends", () => {
  for (const size of [9, 60]) {
    for (const smallness of [1e-3, 1e-6, 1e-9]) {
      const { gram, error } = problem(size, 7);
      const tiny = error.map((e) => e * smallness);
      const start = tiny.slice();
      const { before, after } = new RoundingSearch(gram).improve(
        tiny,
        tiny.map((e) => e - Math.sign(e)),
      );
      expect(tiny).toEqual(start);
      expect(Math.abs(after - before)).toBeLessThanOrEqual(1e-12 * before);
    }
  }
});
