/** What of a layer is quantized: its constants, what it reads and writes, or all of it. */
export type QuantizedPart = "weights" | "activations" | "both";
