import { lazy, Suspense, useDeferredValue } from "react";
import type { CorrectionEffects } from "#core/report.ts";
import { useLab } from "#store/lab-context.ts";
import { ClassPanel } from "./ClassPanel.tsx";
import classes from "./CompareTab.module.css";
import { FlipsPanel } from "./FlipsPanel.tsx";
import { ResultCards } from "./ResultCards.tsx";
import { ResultPanel } from "./ResultPanel.tsx";
import { useShown } from "./use-shown.ts";
import { VerdictLine } from "./VerdictLine.tsx";
import { WhatChanged } from "./WhatChanged.tsx";

const CorrectionsPanel = lazy(() => import("./CorrectionsPanel.tsx"));

const anyOn = (effects: CorrectionEffects): boolean => Object.values(effects).some((each) => each !== null);

/** The answer first, then the evidence. */
export default function CompareTab() {
  const shown = useShown();
  const latest = useLab((state) => state.latest);
  // Drawn in slices, so that three charts do not hold up the page when a run ends.
  const corrections = useDeferredValue(latest?.result.corrections ?? null);
  return (
    <div className={classes.tab}>
      <VerdictLine shown={shown} />
      <ResultCards shown={shown} />
      <div className={classes.pair}>
        <ResultPanel />
        <WhatChanged />
      </div>
      <Suspense>{corrections && anyOn(corrections) && <CorrectionsPanel effects={corrections} />}</Suspense>
      <ClassPanel shown={shown} />
      <FlipsPanel shown={shown} />
    </div>
  );
}
