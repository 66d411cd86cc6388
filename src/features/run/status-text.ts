import { phaseEntry } from "#experiment/phases.ts";
import type { LabState } from "#store/lab-state.ts";

type Told = Pick<LabState, "tasks" | "live" | "loading" | "recipe" | "model" | "data" | "workspaceFailure">;

/** The words of the status region: the phase of a run, else what the lab is waiting for. */
export function statusText({ tasks, live, loading, recipe, model, data, workspaceFailure }: Told): string {
  if (tasks.run.status === "running") {
    const phase = live.phases.at(-1);
    return phase ? phaseEntry(phase.phase).long : "Starting";
  }
  if (loading) return `Loading ${loading.what === "model" ? "model" : "images"} ${loading.name}`;
  if (workspaceFailure) return `Could not load ${workspaceFailure.name}`;
  switch (tasks.run.status) {
    case "done":
      return "Done";
    case "cancelled":
      return "Cancelled";
    case "failed":
      return "Failed";
    case "idle":
      if (recipe && data && model) return "Ready";
      return recipe === null ? "Starting" : "Waiting for a model and images";
  }
}
