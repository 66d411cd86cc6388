import type { Handler } from "../context.ts";
import { sweep } from "../sweep/sweep.ts";

export const sensitivitySweep: Handler<"sensitivity.sweep"> = (
  { recipe, direction, known },
  { workspace, signal, progress },
) => sweep(workspace.model, workspace.data, recipe, direction, progress, signal, known);
