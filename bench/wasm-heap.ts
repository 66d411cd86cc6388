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
