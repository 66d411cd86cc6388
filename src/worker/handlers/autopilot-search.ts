import { LabError } from "#core/lab-error.ts";
import type { Handler } from "../context.ts";

export const autopilotSearch: Handler<"autopilot.search"> = async () => {
  throw new LabError("internal", { what: "autopilot.search is not built yet" });
};
