import { useMemo } from "react";
import { useLab } from "#store/lab-context.ts";
import { formatCount } from "#ui/format.ts";
import type { Shown } from "./use-shown.ts";
import classes from "./VerdictLine.module.css";
import { verdictOf } from "./verdict.ts";

/** The answer in one sentence; before the first run, what to do to get one. */
export function VerdictLine({ shown }: { shown: Shown }) {
  const { running, latest, selectLayer, showTab } = useLab((state) => ({
    running: state.runStatus === "running",
    latest: state.latest,
    selectLayer: state.selectLayer,
    showTab: state.showTab,
  }));
  const verdict = useMemo(() => (latest ? verdictOf(latest.result) : null), [latest]);
  if (running) return <p className={classes.verdict}>{liveSentence(shown)}</p>;
  if (!verdict)
    return (
      <p className={classes.verdict}>
        Press <strong>Run</strong> to see what {shown.quantizedName} does to this model.{" "}
        <span className={classes.quiet}>
          FP32 is measured first, then the network is calibrated, quantized and tested on the same pictures,
          all in this tab.
        </span>
      </p>
    );
  return (
    <p className={classes.verdict}>
      {verdict.sentence}
      {verdict.carriers.length > 0 && (
        <span className={classes.carriers}>
          {verdict.carriers.map((name) => (
            <button
              key={name}
              type="button"
              className={classes.carrier}
              onClick={() => {
                selectLayer(name);
                showTab("layers");
              }}
            >
              {name}
            </button>
          ))}
        </span>
      )}
    </p>
  );
}

function liveSentence({ isLive, scores: { fp32, quantized }, quantizedName }: Shown): string {
  if (!isLive) return "Under way: the first numbers appear in a moment.";
  const pictures = formatCount((quantized ?? fp32).top1.total);
  return quantized
    ? `${quantizedName} against FP32 on ${pictures} pictures so far.`
    : `FP32 on ${pictures} pictures so far; ${quantizedName} follows.`;
}
