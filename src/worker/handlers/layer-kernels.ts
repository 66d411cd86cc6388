import { LabError } from "#core/lab-error.ts";
import type { Handler } from "../context.ts";

export const layerKernels: Handler<"layer.kernels"> = async () => {
  throw new LabError("internal", { what: "layer.kernels is not built yet" });
};
