import { UnstyledButton } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { fetchPart } from "#ui/loading/fetch-part.ts";
import { FailureNotice } from "#ui/notice/FailureNotice.tsx";
import type { ChartFormat, SavedChart } from "../export/save-chart.ts";
import classes from "./SaveButtons.module.css";

const FORMATS: readonly ChartFormat[] = ["SVG", "PNG", "CSV"];

export interface SaveButtonsProps {
  /** What the chart is called. */
  label: string;
  /** Null while it is not on the page. */
  chart: () => SavedChart | null;
}

/** A chart as a file: two kinds of picture, or its numbers. */
export function SaveButtons({ label, chart }: SaveButtonsProps) {
  const [failed, setFailed] = useState<{ error: unknown; format: ChartFormat } | null>(null);
  const save = async (format: ChartFormat) => {
    setFailed(null);
    try {
      const saveChart = await fetchPart(
        () => import("../export/save-chart.ts"),
        (module) => module.saveChart,
      );
      const saved = chart();
      if (saved) await saveChart(format, saved);
    } catch (error) {
      setFailed({ error, format });
    }
  };
  return (
    <div className={classes.buttons}>
      <IconDownload size={14} aria-hidden />
      {FORMATS.map((format) => (
        <UnstyledButton
          key={format}
          className={classes.button}
          aria-label={`Download as ${format}: ${label}`}
          onClick={() => void save(format)}
        >
          {format}
        </UnstyledButton>
      ))}
      {failed && (
        <div className={classes.failure}>
          <FailureNotice
            error={failed.error}
            kept={`The chart was not saved as ${failed.format}; it is still there.`}
            action={{ label: "Try again", onClick: () => void save(failed.format) }}
            onDismiss={() => setFailed(null)}
          />
        </div>
      )}
    </div>
  );
}
