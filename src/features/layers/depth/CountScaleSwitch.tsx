import { SegmentedControl } from "@mantine/core";
import type { CountScale } from "#charts/axes/count-axis.ts";

/** Linear shows where most values are, logarithmic the few at the ends. */
export function CountScaleSwitch({
  scale,
  onChange,
}: {
  scale: CountScale;
  onChange: (scale: CountScale) => void;
}) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Scale of the counts"
      value={scale}
      onChange={(value) => onChange(value === "log" ? "log" : "linear")}
      data={[
        { value: "linear", label: "Linear" },
        { value: "log", label: "Log" },
      ]}
    />
  );
}
