export type BenchCase = "calibration" | "decode" | "explorer" | "job" | "latency" | "sweep" | "weights";

export interface BenchRequest {
  name: BenchCase;
  /** A bundled model's address, or `generated:mobilenet-v2`; of `explorer` the message. */
  model: string;
  threads: number;
}

/** Absolute times say what machine this was; the ratios are the result. */
export interface BenchReport {
  milliseconds: Record<string, number>;
  ratios: Record<string, number>;
  megabytes?: Record<string, number>;
}
