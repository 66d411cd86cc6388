/**
 * `count` distinct indices out of 0..total−1, in the order in which they are drawn; all of them, shuffled, when
 * `count ≥ total`.
 *
 * The draw is a partial Fisher–Yates shuffle driven by splitmix32 from `seed` (its low 32 bits count): the
 * same arguments give the same indices on every machine, every order of every subset is equally likely up to the
 * generator's quality, and a larger `count` with the same seed begins with the smaller draw. So the first of them are
 * themselves a random draw, whatever the order of the items: of images that lie by class they are of many classes.
 * Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", 2014, with the
 * 32-bit finalizer of MurmurHash3.
 */
export function drawIndices(total: number, count: number, seed: number): Uint32Array {
  const pool = Uint32Array.from({ length: total }, (_, i) => i);
  const drawn = Math.min(count, total);
  const random = splitmix32(seed);
  for (let i = 0; i < drawn; i++) {
    const j = i + Math.floor((random() / 2 ** 32) * (total - i));
    const chosen = pool[j];
    pool[j] = pool[i];
    pool[i] = chosen;
  }
  return pool.slice(0, drawn);
}

/** A generator of uniform unsigned 32-bit integers. */
export function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
}
