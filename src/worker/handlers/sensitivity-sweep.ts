import { LabError } from "#core/lab-error.ts";
import type { Handler } from "../context.ts";

export const sensitivitySweep: Handler<"sensitivity.sweep"> = async () => {
  throw new LabError("internal", { what: "sensitivity.sweep is not built yet" });
};
