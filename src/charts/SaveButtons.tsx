import { UnstyledButton } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ChartFormat, SavedChart } from "./export/save-chart.ts";
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
  const save = async (format: ChartFormat) => {
    const { saveChart } = await import("./export/save-chart.ts");
    const saved = chart();
    if (saved) await saveChart(format, saved);
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
    </div>
  );
}
