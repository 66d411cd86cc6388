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

/** Every WebAssembly memory made in this worker from now on; a heap never shrinks, so its size is its peak. */
const memories: WebAssembly.Memory[] = [];

/** Call before the runtime is loaded. */
export function watchWasmHeaps(): void {
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(this);
    }
  };
}

export const wasmHeapBytes = () => memories.reduce((total, { buffer }) => total + buffer.byteLength, 0);
