import { useVirtualizer } from "@tanstack/react-virtual";
import type { KeyboardEvent, MouseEvent } from "react";
import { useEffect, useId, useMemo, useRef } from "react";
import type { ExploredLayer } from "../explored-layers.ts";
import { branchRows, laneCount } from "./branch-lanes.ts";
import type { Colouring } from "./colourings.ts";
import type { ErrorSteps } from "./error-steps.ts";
import classes from "./LayerList.module.css";
import { LayerListRow } from "./LayerListRow.tsx";
import { moveOf } from "./list-keys.ts";

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

/**
 * The network in the order of its graph: a list box with one place in the tab order, in which arrow keys, Home, End
 * and Page keys select. Only the rows in view are in the document.
 */
export function LayerList(props: LayerListProps) {
  const { layers, isWhole, colouring, steps, selected, onSelect, onType } = props;
  const id = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const place = layers.findIndex(({ info }) => info.name === selected);
  const virtualizer = useVirtualizer({
    count: layers.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const branches = useMemo(
    () => (isWhole ? branchRows(layers.map(({ info }) => info)) : null),
    [layers, isWhole],
  );
  const lanes = useMemo(() => (branches ? laneCount(branches) : 0), [branches]);
  useEffect(() => {
    if (place >= 0) virtualizer.scrollToIndex(place);
  }, [place, virtualizer]);

  const onMouseDown = (event: MouseEvent) => {
    if (!optionAt(event)) return;
    event.preventDefault();
    scroll.current?.focus();
  };
  const onClick = (event: MouseEvent) => {
    const layer = layers[Number(optionAt(event)?.dataset.index ?? -1)];
    if (layer) onSelect(layer.info.name);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = moveOf(event.key, place, layers.length);
    if (to !== null) {
      event.preventDefault();
      onSelect(layers[to].info.name);
    } else if (event.key.length === 1 && event.key !== " ") {
      event.preventDefault();
      onType(event.key);
    }
  };

  return (
    <div
      ref={scroll}
      className={classes.list}
      role="listbox"
      tabIndex={0}
      aria-label="Layers of the network"
      aria-activedescendant={place >= 0 ? `${id}-${place}` : undefined}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
      onClick={onClick}
    >
      <div role="presentation" className={classes.rows} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const value = colouring.value(layers[index]);
          return (
            <LayerListRow
              key={layers[index].info.name}
              id={`${id}-${index}`}
              layer={layers[index]}
              branches={branches?.[index] ?? null}
              lanes={lanes}
              top={start}
              height={ROW_HEIGHT}
              place={index}
              total={layers.length}
              isSelected={index === place}
              value={value === null ? null : colouring.format(value)}
              step={value === null ? null : steps.step(value)}
            />
          );
        })}
      </div>
    </div>
  );
}

const optionAt = ({ target }: MouseEvent): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>("[role=option]") : null;
