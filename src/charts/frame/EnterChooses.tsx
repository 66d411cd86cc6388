import { useEffect, useRef } from "react";
import { useActiveTooltipLabel } from "recharts";

export interface EnterChoosesProps {
  /** Called with the label on the x axis of what the arrow keys have come to. */
  onChoose: (label: string | number) => void;
}

/** Part of a chart: lets Enter choose what the arrow keys point at, as a click chooses what the pointer is over. */
export function EnterChooses({ onChoose }: EnterChoosesProps) {
  const mark = useRef<SVGGElement>(null);
  const label = useActiveTooltipLabel();
  useEffect(() => {
    const chart = mark.current?.closest<HTMLElement>(".recharts-wrapper");
    const onKeyDown = ({ key }: KeyboardEvent) => {
      if (key === "Enter" && label !== undefined) onChoose(label);
    };
    chart?.addEventListener("keydown", onKeyDown);
    return () => chart?.removeEventListener("keydown", onKeyDown);
  }, [label, onChoose]);
  return <g ref={mark} />;
}
