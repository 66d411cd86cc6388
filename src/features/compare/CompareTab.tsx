import { ClassPanel } from "./ClassPanel.tsx";
import classes from "./CompareTab.module.css";
import { CorrectionsPlace } from "./CorrectionsPlace.tsx";
import { FlipsPanel } from "./FlipsPanel.tsx";
import { ResultCards } from "./ResultCards.tsx";
import { ResultPanel } from "./ResultPanel.tsx";
import { useShown } from "./use-shown.ts";
import { VerdictLine } from "./VerdictLine.tsx";
import { WhatChanged } from "./WhatChanged.tsx";

/** The answer first, then the evidence. */
export default function CompareTab() {
  const shown = useShown();
  return (
    <div className={classes.tab}>
      <VerdictLine shown={shown} />
      <ResultCards shown={shown} />
      <div className={classes.pair}>
        <ResultPanel />
        <WhatChanged />
      </div>
      <CorrectionsPlace />
      <ClassPanel shown={shown} />
      <FlipsPanel shown={shown} />
    </div>
  );
}
