import { UnstyledButton } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { type ReactNode, startTransition, useRef, useState } from "react";
import { fetchPart } from "#ui/loading/fetch-part.ts";
import { FailureNotice } from "#ui/notice/FailureNotice.tsx";
import type { ChartFormat, SavedChart } from "../export/save-chart.ts";
import classes from "./ChartFrame.module.css";
import { ChartTable, type ChartTableProps } from "./ChartTable.tsx";

export interface LegendEntry {
  label: string;
  colour: string;
}

export interface ChartFrameProps {
  /** What the picture shows, for those who do not see it. */
  label: string;
  height: number;
  legend?: LegendEntry[];
  /** The same numbers as text. */
  table: ChartTableProps;
  children: ReactNode;
}

/** A chart with its legend above; below it its numbers as a table behind a disclosure, and both as files. */
export function ChartFrame({ label, height, legend = [], table, children }: ChartFrameProps) {
  const [open, setOpen] = useState(false);
  const figure = useRef<HTMLElement>(null);
  return (
    <figure className={classes.frame} aria-label={label} ref={figure}>
      {legend.length > 0 && (
        <ul className={classes.legend} aria-label="Legend">
          {legend.map((entry) => (
            <li key={entry.label} data-swatch style={{ "--swatch": entry.colour }}>
              {entry.label}
            </li>
          ))}
        </ul>
      )}
      <div style={{ height }} data-picture>
        {children}
      </div>
      <div className={classes.foot}>
        <details
          onToggle={({ currentTarget }) => {
            const isOpen = currentTarget.open;
            // A table of a thousand rows is made in slices.
            startTransition(() => setOpen(isOpen));
          }}
        >
          <summary>Show as table</summary>
          {open && <ChartTable {...table} />}
        </details>
        <SaveButtons label={label} chart={() => figure.current && { figure: figure.current, label, table }} />
      </div>
    </figure>
  );
}

const FORMATS: readonly ChartFormat[] = ["SVG", "PNG", "CSV"];

interface SaveButtonsProps {
  /** What the chart is called. */
  label: string;
  /** Null while it is not on the page. */
  chart: () => SavedChart | null;
}

/** A chart as a file: two kinds of picture, or its numbers. */
function SaveButtons({ label, chart }: SaveButtonsProps) {
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
