import type { Finding } from "../report.ts";
import type { Case, DiagnosedRun } from "./diagnosed-run.ts";
import { granularityCompared } from "./granularity-compared.ts";
import { count, countOf, some } from "./words.ts";

/** One thing to have seen to before a quantized model ships. */
export interface ChecklistItem {
  id: "calibration" | "concentration" | "granularity" | "fallback" | "warm-up";
  text: string;
  /** `done` and `open` are facts; `unknown` where this run cannot tell. */
  state: "done" | "open" | "unknown";
  because: string;
}

/** The list ticks itself: from the findings of a run, its own numbers and the runs before it. */
export function checklist(judged: Case, findings: readonly Finding[]): ChecklistItem[] {
  return [
    calibration(findings),
    concentration(judged, findings),
    granularityCompared(judged),
    fallback(judged.run),
    warmUp(judged.run),
  ];
}

function calibration(findings: readonly Finding[]): ChecklistItem {
  const finding = findings.find(({ id }) => id === "calibration-mismatch");
  const states = { found: "open", clear: "done", "no-evidence": "unknown" } as const;
  return {
    id: "calibration",
    text: "Calibration pictures match the pictures the model is judged on",
    state: finding ? states[finding.state] : "unknown",
    because: finding?.evidence[0] ?? "",
  };
}

function concentration({ sweep }: Case, findings: readonly Finding[]): ChecklistItem {
  const finding = findings.find(({ id }) => id === "few-layers");
  const isKnown = finding !== undefined && finding.state !== "no-evidence";
  return {
    id: "concentration",
    text: "Known whether the drop is concentrated in a few layers",
    state: isKnown ? "done" : "unknown",
    because: `${finding?.evidence[0] ?? ""}${sweep ? "" : " By layer errors; a sweep would measure it."}`,
  };
}

function fallback({ layers, floatNodes, recipe }: DiagnosedRun): ChecklistItem {
  const item = { id: "fallback", text: "No operator falls back to floating point unasked" } as const;
  const unasked = layers.filter(
    ({ name, arithmetic }) => arithmetic !== "integer" && (recipe.layers[name]?.precision ?? "int") === "int",
  );
  if (recipe.mode === "weight-only")
    return { ...item, state: "done", because: "Weight-only computes in floating point by intention." };
  if (layers.length === 0) return { ...item, state: "unknown", because: "No layer was quantized." };
  const fallen = [...floatNodes.map(({ name }) => name), ...unasked.map(({ name }) => name)];
  return fallen.length === 0
    ? { ...item, state: "done", because: `All ${count(layers.length)} layers use integer kernels.` }
    : {
        ...item,
        state: "open",
        because: `${countOf(fallen.length, "node")} in floating point: ${some(fallen)}${floatNodes[0] ? `; ${floatNodes[0].reason}` : ""}.`,
      };
}

function warmUp({ fp32, quantized }: DiagnosedRun): ChecklistItem {
  const item = { id: "warm-up", text: "Benchmarked after warm-up" } as const;
  if (!fp32.latencyMs || !quantized.latencyMs)
    return { ...item, state: "unknown", because: "Latency was not measured." };
  const { runs, warmup } = quantized.latencyMs;
  const warmups = Math.min(warmup, fp32.latencyMs.warmup);
  return {
    ...item,
    state: warmups > 0 ? "done" : "open",
    because: `${count(runs)} timed runs after ${count(warmups)} to warm up, one picture at a time.`,
  };
}
