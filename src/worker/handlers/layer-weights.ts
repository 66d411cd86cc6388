import { LabError } from "#core/lab-error.ts";
import type { Handler } from "../context.ts";

export const layerWeightsView: Handler<"layer.weights"> = async () => {
  throw new LabError("internal", { what: "layer.weights is not built yet" });
};
