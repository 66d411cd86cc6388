import { IconCheck } from "@tabler/icons-react";
import type { LayerOverride } from "#core/recipe.ts";
import type { LayerInfo } from "#protocol/messages.ts";
import classes from "./LayerPicker.module.css";
import { overrideText } from "./overrides.ts";

export interface LayerPickerRowProps {
  id: string;
  layer: LayerInfo;
  override: LayerOverride | undefined;
  /** Distance from the top of the list, in pixels. */
  top: number;
  index: number;
  total: number;
  isActive: boolean;
  isSelected: boolean;
}

/** One layer: whether it is chosen, what it is, and its exception where it has one. */
export function LayerPickerRow(props: LayerPickerRowProps) {
  const { id, layer, override, top, index, total, isActive, isSelected } = props;
  const exception = override && overrideText(override);
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      aria-selected={isSelected}
      aria-posinset={index + 1}
      data-index={index}
      aria-setsize={total}
      data-own={exception !== undefined || undefined}
      data-active={isActive || undefined}
      title={exception ? `${layer.name}: ${exception}` : layer.name}
    >
      <span className={classes.box} aria-hidden>
        {isSelected && <IconCheck size={12} stroke={3} />}
      </span>
      <span className={classes.name}>{layer.name}</span>
      <span className={classes.kind}>{layer.kind}</span>
      <span className={classes.exception}>{exception}</span>
    </div>
  );
}
