import type { ReactNode } from "react";
import classes from "./CompareTab.module.css";
import { CorrectionsPlace } from "./changes/CorrectionsPlace.tsx";
import { WhatChanged } from "./changes/WhatChanged.tsx";
import { DiagnosisLine } from "./DiagnosisLine.tsx";
import { Fp32Notice } from "./Fp32Notice.tsx";
import { ClassPanel } from "./items/ClassPanel.tsx";
import { FlipsPanel } from "./items/FlipsPanel.tsx";
import { NotFiniteNotice } from "./NotFiniteNotice.tsx";
import { OutputPicturesPanel } from "./outputs/OutputPicturesPanel.tsx";
import { OutputsPanel } from "./outputs/OutputsPanel.tsx";
import { ResultCards } from "./result/ResultCards.tsx";
import { ResultPanel } from "./result/ResultPanel.tsx";
import { VerdictLine } from "./result/VerdictLine.tsx";
import { useShown } from "./use-shown.ts";

/** The answer first, then the evidence; `children` stand between FP32's warnings and the answer of A. */
export default function CompareTab({ children }: { children?: ReactNode }) {
  const shown = useShown();
  return (
    <div className={classes.tab}>
      <Fp32Notice />
      <NotFiniteNotice />
      {children}
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
