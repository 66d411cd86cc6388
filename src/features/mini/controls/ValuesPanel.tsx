import { SegmentedControl } from "@mantine/core";
import { useLab } from "#store/lab-context.ts";
import type { MiniState } from "#store/tasks/mini-slice.ts";
import { Panel } from "#ui/Panel.tsx";
import classes from "./controls.module.css";
import { DrawnValues } from "./DrawnValues.tsx";
import { LayerWeights } from "./LayerWeights.tsx";
import { PastedNumbers } from "./PastedNumbers.tsx";

const SOURCES: readonly { value: MiniState["source"]; label: string; Content: () => React.JSX.Element }[] = [
  { value: "drawn", label: "Drawn", Content: DrawnValues },
  { value: "layer", label: "A layer", Content: LayerWeights },
  { value: "pasted", label: "Pasted", Content: PastedNumbers },
];

/** Where the values come from. */
export function ValuesPanel() {
  const { source, setMini } = useLab(({ mini, setMini }) => ({ source: mini.source, setMini }));
  const shown = SOURCES.find(({ value }) => value === source) ?? SOURCES[0];
  return (
    <Panel title="Values">
      <div className={classes.fields}>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Source of the values"
          data={SOURCES.map(({ value, label }) => ({ value, label }))}
          value={source}
          onChange={(value) => setMini({ source: value, looked: null, part: 0 })}
        />
        <shown.Content />
      </div>
    </Panel>
  );
}
