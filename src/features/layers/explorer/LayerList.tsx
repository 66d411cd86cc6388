import { useMemo } from "react";
import { VirtualListbox } from "#ui/VirtualListbox.tsx";
import type { ExploredLayer } from "../explored-layers.ts";
import { branchRows, laneCount } from "./branch-lanes.ts";
import type { Colouring } from "./colourings.ts";
import type { ErrorSteps } from "./error-steps.ts";
import classes from "./LayerList.module.css";
import { LayerListRow } from "./LayerListRow.tsx";

export interface LayerListProps {
  /** Those that the filter leaves, in the order of the graph. */
  layers: ExploredLayer[];
  /** All of them are there, so that their branches can be drawn. */
  isWhole: boolean;
  colouring: Colouring;
  steps: ErrorSteps;
  selected: string | null;
  onSelect: (name: string) => void;
  /** A letter was typed while the list had the focus. */
  onType: (letter: string) => void;
}

const ROW_HEIGHT = 28;

/** The network in the order of its graph; what keys lead to is selected. */
export function LayerList(props: LayerListProps) {
  const { layers, isWhole, colouring, steps, selected, onSelect, onType } = props;
  const names = useMemo(() => layers.map(({ info }) => info.name), [layers]);
  const branches = useMemo(
    () => (isWhole ? branchRows(layers.map(({ info }) => info)) : null),
    [layers, isWhole],
  );
  const lanes = useMemo(() => (branches ? laneCount(branches) : 0), [branches]);
  const place = selected === null ? -1 : names.indexOf(selected);
  const select = (index: number) => onSelect(names[index]);
  return (
    <VirtualListbox
      label="Layers of the network"
      names={names}
      rowHeight={ROW_HEIGHT}
      className={classes.list}
      rowClassName={classes.row}
      active={place}
      isSelected={(index) => index === place}
      onMove={select}
      onPick={select}
      onType={onType}
      row={(index) => {
        const value = colouring.value(layers[index]);
        return {
          title: titleOf(layers[index]),
          content: (
            <LayerListRow
              layer={layers[index]}
              branches={branches?.[index] ?? null}
              lanes={lanes}
              height={ROW_HEIGHT}
              value={value === null ? null : colouring.format(value)}
              step={value === null ? null : steps.step(value)}
            />
          ),
        };
      }}
    />
  );
}

function titleOf({ info: { name, kind, from } }: ExploredLayer): string {
  const joins = from.length > 1 ? ` Joins ${from.join(" and ")}.` : "";
  return `${name}, ${kind}.${joins}`;
}
