import { useVirtualizer } from "@tanstack/react-virtual";
import type { KeyboardEvent, MouseEvent } from "react";
import { useId, useRef, useState } from "react";
import type { LayerInfo } from "#protocol/messages.ts";
import classes from "./LayerPicker.module.css";
import { LayerPickerRow } from "./LayerPickerRow.tsx";
import type { Overrides } from "./overrides.ts";

export interface LayerPickerProps {
  layers: LayerInfo[];
  overrides: Overrides;
  selected: ReadonlySet<string>;
  onToggle: (name: string) => void;
}

const ROW_HEIGHT = 30;
const PAGE = 8;

/**
 * Layers to choose from: a list box with one place in the tab order. Arrow keys, Home, End and Page keys move, the
 * space bar selects. Only the rows in view are in the document.
 */
export function LayerPicker({ layers, overrides, selected, onToggle }: LayerPickerProps) {
  const id = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState(0);
  const active = Math.min(place, layers.length - 1);
  const virtualizer = useVirtualizer({
    count: layers.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });

  const move = (to: number) => {
    const next = Math.max(0, Math.min(layers.length - 1, to));
    setPlace(next);
    virtualizer.scrollToIndex(next);
  };
  // One place for focus: a row that took it would lose it when scrolled out of the document.
  const onMouseDown = (event: MouseEvent) => {
    if (!optionAt(event)) return;
    event.preventDefault();
    scroll.current?.focus();
  };
  const onClick = (event: MouseEvent) => {
    const index = Number(optionAt(event)?.dataset.index ?? -1);
    if (!layers[index]) return;
    setPlace(index);
    onToggle(layers[index].name);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, () => void> = {
      ArrowDown: () => move(active + 1),
      ArrowUp: () => move(active - 1),
      PageDown: () => move(active + PAGE),
      PageUp: () => move(active - PAGE),
      Home: () => move(0),
      End: () => move(layers.length - 1),
      " ": () => layers[active] && onToggle(layers[active].name),
    };
    const act = moves[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };

  return (
    <div
      ref={scroll}
      className={classes.list}
      role="listbox"
      tabIndex={0}
      aria-label="Layers"
      aria-multiselectable
      aria-activedescendant={layers.length > 0 ? `${id}-${active}` : undefined}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
      onClick={onClick}
    >
      <div role="presentation" className={classes.rows} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          <LayerPickerRow
            key={layers[index].name}
            id={`${id}-${index}`}
            layer={layers[index]}
            override={overrides[layers[index].name]}
            top={start}
            index={index}
            total={layers.length}
            isActive={index === active}
            isSelected={selected.has(layers[index].name)}
          />
        ))}
      </div>
    </div>
  );
}

const optionAt = ({ target }: MouseEvent): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>("[role=option]") : null;
