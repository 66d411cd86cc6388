import { LabError } from "#core/lab-error.ts";
import type { Handler } from "../context.ts";

export const layerActivation: Handler<"layer.activation"> = async () => {
  throw new LabError("internal", { what: "layer.activation is not built yet" });
};
