import { ClassPanel } from "./ClassPanel.tsx";
import classes from "./CompareTab.module.css";
import { CorrectionsPlace } from "./CorrectionsPlace.tsx";
import { DiagnosisLine } from "./DiagnosisLine.tsx";
import { FlipsPanel } from "./FlipsPanel.tsx";
import { Fp32Notice } from "./Fp32Notice.tsx";
import { NotFiniteNotice } from "./NotFiniteNotice.tsx";
import { OutputPicturesPanel } from "./OutputPicturesPanel.tsx";
import { OutputsPanel } from "./OutputsPanel.tsx";
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
      <Fp32Notice />
      <NotFiniteNotice />
      <VerdictLine shown={shown} />
      <DiagnosisLine />
      <ResultCards shown={shown} />
      <div className={classes.pair}>
        <ResultPanel by={shown.by} />
        <WhatChanged />
      </div>
      <CorrectionsPlace />
      {shown.by === "accuracy" && <ClassPanel shown={shown} />}
      {shown.by !== "outputs" && <FlipsPanel shown={shown} />}
      {shown.by !== "accuracy" && <OutputsPanel shown={shown} />}
      {shown.by === "outputs" && <OutputPicturesPanel />}
    </div>
  );
}
