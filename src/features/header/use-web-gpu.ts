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
    if ("gpu" in navigator) navigator.gpu.requestAdapter().then(settle, () => settle(null));
    else settle(null);
    return () => {
      current = false;
    };
  }, []);
  return state;
}
