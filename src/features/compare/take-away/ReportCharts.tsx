import { useEffect, useRef } from "react";
import { ClassAccuracyChart } from "#charts/classes/ClassAccuracyChart.tsx";
import { svgDocument } from "#charts/export/svg-document.ts";
import { LayerErrorChart } from "#charts/layers/LayerErrorChart.tsx";
import type { RunRecord } from "#store/run/run-slice.ts";
import { formatDecibels } from "#words/format.ts";
import { variantLabel } from "#words/recipe-words.ts";
import { adjustedByClass } from "../items/class-significance.ts";
import { measuredBy } from "../result/measured-by.ts";
import classes from "./ReportCharts.module.css";
import type { ReportChart } from "./ReportPage.tsx";

export interface ReportChartsProps {
  record: RunRecord;
  /** Called once they are drawn, in the colours of the theme at hand. */
  onDrawn: (charts: ReportChart[], colours: { ground: string; text: string }) => void;
}

/** The report's charts, drawn out of sight so that they can be put into a file whatever tab is open. */
export function ReportCharts({ record, onDrawn }: ReportChartsProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let handle = 0;
    const look = () => {
      const figures = [...(box.current?.querySelectorAll("figure") ?? [])];
      // A responsive chart draws itself after it has been measured.
      if (!box.current || figures.some((figure) => !figure.querySelector("svg.recharts-surface"))) {
        handle = requestAnimationFrame(look);
        return;
      }
      const style = getComputedStyle(box.current);
      const charts = figures.map((figure) => {
        const title = figure.getAttribute("aria-label") ?? "";
        const { text } = svgDocument(figure, title);
        return { title, source: `data:image/svg+xml,${encodeURIComponent(text)}` };
      });
      onDrawn(charts, { ground: style.getPropertyValue("--lab-surface"), text: style.color });
    };
    look();
    return () => cancelAnimationFrame(handle);
  }, [onDrawn]);
  const { result, classes: names, task } = record;
  return (
    <div ref={box} className={classes.box} inert aria-hidden>
      {measuredBy(result, task) === "accuracy" && (
        <ClassAccuracyChart
          classNames={result.fp32.perClass.map((_, i) => names[i]?.name ?? String(i))}
          fp32={result.fp32.perClass}
          quantized={result.quantized.perClass}
          quantizedName={variantLabel(result.recipe)}
          pValues={adjustedByClass(result)}
        />
      )}
      {result.layers.length > 0 && (
        <LayerErrorChart
          layers={result.layers.map(({ name, weights, output }) => ({
            name,
            weights: weights?.sqnrDb ?? null,
            output: output?.sqnrDb ?? null,
          }))}
          measure="SQNR (dB)"
          format={formatDecibels}
          scale="linear"
          selected={null}
          onSelect={() => undefined}
        />
      )}
    </div>
  );
}
