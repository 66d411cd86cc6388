/** Pictures evaluated before the first result is shown. */
const FIRST = 128;
/** Pictures evaluated between two later results. */
const CHUNK = 256;

/** The evaluation pictures in the parts in which they are run; no batch spans two of them. */
export function evaluationChunks(indices: Uint32Array): Uint32Array[] {
  const chunks = [indices.subarray(0, FIRST)];
  for (let start = FIRST; start < indices.length; start += CHUNK)
    chunks.push(indices.subarray(start, start + CHUNK));
  return chunks;
}
