import type { OutputComparison } from "#core/report.ts";

/** The output that lost most; null where none has been compared. */
export const worstOutput = (outputs: readonly OutputComparison[]): OutputComparison | null =>
  outputs.reduce<OutputComparison | null>(
    (worst, each) => (worst === null || each.sqnrDb < worst.sqnrDb ? each : worst),
    null,
  );
