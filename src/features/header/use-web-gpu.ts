import { useEffect, useState } from "react";

export type WebGpuState = "checking" | "available" | "missing";

/** Asks the browser once whether it has a WebGPU adapter; without one the choice cannot be offered. */
export function useWebGpu(): WebGpuState {
  const [state, setState] = useState<WebGpuState>("checking");
  useEffect(() => {
    let current = true;
    const settle = (adapter: unknown) => {
      if (current) setState(adapter ? "available" : "missing");
    };
    // Typed as always there, but absent in many browsers and in pages that are no secure context.
    const gpu: GPU | undefined = navigator.gpu;
    if (gpu) gpu.requestAdapter().then(settle, () => settle(null));
    else settle(null);
    return () => {
      current = false;
    };
  }, []);
  return state;
}
