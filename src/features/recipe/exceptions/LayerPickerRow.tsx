import { IconCheck } from "@tabler/icons-react";
import type { LayerInfo } from "#protocol/messages.ts";
import classes from "./LayerPicker.module.css";

export interface LayerPickerRowProps {
  layer: LayerInfo;
  /** What is different about it; undefined where nothing is. */
  exception: string | undefined;
  isSelected: boolean;
}

/** One layer: whether it is chosen, what it is, and its exception where it has one. */
export function LayerPickerRow({ layer, exception, isSelected }: LayerPickerRowProps) {
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
