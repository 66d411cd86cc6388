import { useMemo } from "react";
import { repairOf, symptomOf } from "#lessons/scenario.ts";
import { scenarioOf } from "#lessons/scenarios.ts";
import { useLab } from "#store/lab-context.ts";

/** The scenario that has been broken, and how the latest run stands; null while none is. */
export function useScenario() {
  const { active, latest } = useLab((state) => ({ active: state.scenario, latest: state.latest }));
  return useMemo(() => {
    if (!active) return null;
    const scenario = scenarioOf(active.id);
    const runs = { healthy: active.healthy.result, broken: active.broken.result };
    const repair =
      latest && latest !== active.broken
        ? { run: latest.number, ...repairOf(scenario, runs, latest.result) }
        : null;
    return { scenario, active, symptom: symptomOf(runs.healthy, runs.broken), repair };
  }, [active, latest]);
}
