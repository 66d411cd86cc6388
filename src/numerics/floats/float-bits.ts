const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The float32 whose bits these are. */
export function floatOfBits(word: number): number {
  bits[0] = word;
  return float[0];
}
