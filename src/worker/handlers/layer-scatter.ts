import { LabError } from "#core/lab-error.ts";
import type { Handler } from "../context.ts";

export const layerScatter: Handler<"layer.scatter"> = async () => {
  throw new LabError("internal", { what: "layer.scatter is not built yet" });
};
