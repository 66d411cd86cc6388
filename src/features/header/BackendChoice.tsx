import { SegmentedControl } from "@mantine/core";
import { useEffect, useState } from "react";
import { BACKENDS } from "#experiment/backends.ts";
import { useLab } from "#store/lab-context.ts";
import { Help } from "#ui/Help.tsx";
import classes from "./BackendChoice.module.css";

/** Where the FP32 passes run; the recipe does not depend on it. */
export function BackendChoice() {
  const { backend, running, setBackend } = useLab((state) => ({
    backend: state.backend,
    running: state.tasks.run.status === "running",
    setBackend: state.setBackend,
  }));
  const webGpu = useWebGpu();
  return (
    <div className={classes.choice}>
      <SegmentedControl
        size="xs"
        aria-label="Backend of the FP32 passes"
        disabled={running}
        data={BACKENDS.map(({ id, name }) => ({
          value: id,
          label: name,
          disabled: id === "webgpu" && webGpu !== "available",
        }))}
        value={backend}
        onChange={(value) => setBackend(value === "webgpu" ? "webgpu" : "wasm")}
      />
      <Help about="Backend">
        FP32 passes run here. The quantized model always runs on WASM, whose integer kernels are the numeric
        reference; WebGPU has none.
        {webGpu === "missing" && <p className={classes.reason}>{NO_WEBGPU}</p>}
      </Help>
    </div>
  );
}

const NO_WEBGPU =
  "WebGPU cannot be chosen: this browser offers no adapter. Use a current Chrome or Edge with hardware acceleration on.";

type WebGpuState = "checking" | "available" | "missing";

/** Asks the browser once whether it has a WebGPU adapter; without one the choice cannot be offered. */
function useWebGpu(): WebGpuState {
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
