import { splitmix32 } from "./sampling.ts";

/** A generator of float64 in (0, 1), both ends left out, with 2^32 steps. */
function uniformSource(seed: number): () => number {
  const random = splitmix32(seed);
  return () => (random() + 0.5) / 2 ** 32;
}

const drawn = (count: number, draw: () => number): Float32Array => Float32Array.from({ length: count }, draw);

function normalSource(seed: number): () => number {
  const uniform = uniformSource(seed);
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Standard normal values by the method of Box and Muller (1958); the same seed gives the same values everywhere. */
export const normal = (count: number, seed: number): Float32Array => drawn(count, normalSource(seed));

/** Uniform over (−1, 1). */
export function uniform(count: number, seed: number): Float32Array {
  const source = uniformSource(seed);
  return drawn(count, () => 2 * source() - 1);
}

/** Laplace of mean 0 and scale 1 (variance 2), by inversion: narrower at its peak and longer in its tails than a normal. */
export function laplace(count: number, seed: number): Float32Array {
  const source = uniformSource(seed);
  return drawn(count, () => {
    const p = source() - 0.5;
    return -Math.sign(p) * Math.log(1 - 2 * Math.abs(p));
  });
}

/** max(0, z) of standard normal z: what a ReLU lets through; about half are exactly zero. */
export const halfNormal = (count: number, seed: number): Float32Array =>
  normal(count, seed).map((value) => Math.max(value, 0));

/** Two normals of deviation 0.25 about −1 and 1, half of the values each. */
export function bimodal(count: number, seed: number): Float32Array {
  const source = normalSource(seed);
  const side = splitmix32(seed ^ 0x5bd1e995);
  return drawn(count, () => (side() < 2 ** 31 ? -1 : 1) + 0.25 * source());
}

/** Standard normal, with every `every`-th value (the first of each run) `factor` times as large. */
export const withOutliers = (count: number, seed: number, every: number, factor: number): Float32Array =>
  normal(count, seed).map((value, i) => (i % every === 0 ? value * factor : value));

/**
 * Standard normal in `channels` equal consecutive parts (the last takes the rest), each `spread` times as wide as the
 * one before in equal ratios: the first has deviation 1/spread, the last 1.
 */
export function perChannel(count: number, seed: number, channels: number, spread: number): Float32Array {
  const size = Math.floor(count / channels);
  return normal(count, seed).map((value, i) => {
    const channel = Math.min(Math.floor(i / size), channels - 1);
    return value * spread ** (channel / Math.max(channels - 1, 1) - 1);
  });
}
