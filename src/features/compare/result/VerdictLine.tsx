import { useMemo } from "react";
import { useLab } from "#store/lab-context.ts";
import type { LabState } from "#store/lab-state.ts";
import { formatCount } from "#words/format.ts";
import type { Shown } from "../use-shown.ts";
import classes from "./VerdictLine.module.css";
import { verdictOf } from "./verdict.ts";

/** The answer in one sentence; before the first run, what to do to get one. */
export function VerdictLine({ shown }: { shown: Shown }) {
  const { running, latest, missing, selectLayer, showTab } = useLab((state) => ({
    running: state.tasks.run.status === "running",
    latest: state.latest,
    missing: state.loading || state.recipe === null ? null : missingOf(state),
    selectLayer: state.selectLayer,
    showTab: state.showTab,
  }));
  const verdict = useMemo(() => (latest ? verdictOf(latest) : null), [latest]);
  if (running) return <p className={classes.verdict}>{liveSentence(shown)}</p>;
  if (!verdict && missing)
    return (
      <p className={classes.verdict}>
        {missing}{" "}
        <span className={classes.quiet}>Files are read in this tab and never leave this machine.</span>
      </p>
    );
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

const MISSING = {
  both: "Drop an .onnx model and its images anywhere on the page, or choose them in the header.",
  model: "Drop an .onnx model anywhere on the page, or choose one in the header.",
  data: "Drop the images to test on anywhere on the page: pictures, a folder or an archive. Or choose them in the header.",
};

function missingOf({ model, data }: Pick<LabState, "model" | "data">): string | null {
  if (model && data) return null;
  return MISSING[model ? "data" : data ? "model" : "both"];
}

function liveSentence({ isLive, scores: { fp32, quantized, agreement }, quantizedName }: Shown): string {
  if (!isLive) return "Under way: the first numbers appear in a moment.";
  // Without labels only what both have seen is counted.
  const seen = (quantized ?? fp32).top1.total || agreement.total;
  if (seen === 0) return quantized ? `${quantizedName} against FP32 so far.` : "FP32 is being measured.";
  const pictures = formatCount(seen);
  return quantized
    ? `${quantizedName} against FP32 on ${pictures} pictures so far.`
    : `FP32 on ${pictures} pictures so far; ${quantizedName} follows.`;
}
