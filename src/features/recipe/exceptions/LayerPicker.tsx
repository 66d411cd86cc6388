import { IconCheck } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { LayerInfo } from "#protocol/messages.ts";
import { VirtualListbox } from "#ui/VirtualListbox.tsx";
import classes from "./LayerPicker.module.css";
import { type Overrides, overrideText } from "./overrides.ts";

export interface LayerPickerProps {
  layers: LayerInfo[];
  overrides: Overrides;
  selected: ReadonlySet<string>;
  onToggle: (name: string) => void;
}

/** Layers to choose from: keys move, the space bar and a click select. */
export function LayerPicker({ layers, overrides, selected, onToggle }: LayerPickerProps) {
  const [place, setPlace] = useState(0);
  const names = useMemo(() => layers.map(({ name }) => name), [layers]);
  return (
    <VirtualListbox
      label="Layers"
      names={names}
      rowHeight={30}
      className={classes.list}
      rowClassName={classes.row}
      active={Math.min(place, layers.length - 1)}
      isMultiple
      isSelected={(index) => selected.has(names[index])}
      onMove={setPlace}
      onPick={(index) => {
        setPlace(index);
        onToggle(names[index]);
      }}
      row={(index) => {
        const layer = layers[index];
        const override = overrides[layer.name];
        const exception = override && overrideText(override);
        return {
          title: exception ? `${layer.name}: ${exception}` : layer.name,
          content: (
            <LayerPickerRow layer={layer} exception={exception} isSelected={selected.has(layer.name)} />
          ),
        };
      }}
    />
  );
}

interface LayerPickerRowProps {
  layer: LayerInfo;
  /** What is different about it; undefined where nothing is. */
  exception: string | undefined;
  isSelected: boolean;
}

/** One layer: whether it is chosen, what it is, and its exception where it has one. */
function LayerPickerRow({ layer, exception, isSelected }: LayerPickerRowProps) {
  return (
    <>
      <span className={classes.box} aria-hidden>
        {isSelected && <IconCheck size={12} stroke={3} />}
      </span>
      <span className={classes.name}>{layer.name}</span>
      <span className={classes.kind} data-own={exception !== undefined || undefined}>
        {layer.kind}
      </span>
      <span className={classes.exception}>{exception}</span>
    </>
  );
}
