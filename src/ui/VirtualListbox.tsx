import { useVirtualizer } from "@tanstack/react-virtual";
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import { useEffect, useId, useRef } from "react";
import { moveOf } from "./list-keys.ts";
import classes from "./VirtualListbox.module.css";

/** What is in one row; its look is the list's. */
export interface VirtualListboxRow {
  title: string;
  content: ReactNode;
}

export interface VirtualListboxProps {
  label: string;
  /** Of the options, each another one. */
  names: readonly string[];
  /** In pixels. */
  rowHeight: number;
  className: string;
  rowClassName: string;
  row: (index: number) => VirtualListboxRow;
  /** The option that keys start from, kept in view; −1 where there is none. */
  active: number;
  isMultiple?: boolean;
  isSelected: (index: number) => boolean;
  /** By an arrow key, Home, End or a Page key. */
  onMove: (index: number) => void;
  /** By a click or the space bar. */
  onPick: (index: number) => void;
  /** A letter was typed while the list had the focus. */
  onType?: (letter: string) => void;
}

/** A list box with one place in the tab order, of which only the rows in view are in the document. */
export function VirtualListbox(props: VirtualListboxProps) {
  const { label, names, rowHeight, className, rowClassName, row, active, isMultiple, isSelected } = props;
  const { onMove, onPick, onType } = props;
  const id = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: names.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  useEffect(() => {
    if (active >= 0) virtualizer.scrollToIndex(active);
  }, [active, virtualizer]);

  // A row that took the focus would lose it when scrolled out of the document.
  const onMouseDown = (event: MouseEvent) => {
    if (optionAt(event) === null) return;
    event.preventDefault();
    scroll.current?.focus();
  };
  const onClick = (event: MouseEvent) => {
    const index = optionAt(event);
    if (index !== null) onPick(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = moveOf(key, active, names.length);
    if (to !== null) onMove(to);
    else if (key === " ") {
      if (active >= 0) onPick(active);
    } else if (key.length === 1 && onType) onType(key);
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={scroll}
      className={`${classes.list} ${className}`}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-multiselectable={isMultiple}
      aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
      onClick={onClick}
    >
      <div role="presentation" className={classes.rows} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const { title, content } = row(index);
          return (
            <div
              key={names[index]}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              className={`${classes.row} ${rowClassName}`}
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
              aria-selected={isSelected(index)}
              aria-posinset={index + 1}
              aria-setsize={names.length}
              data-index={index}
              data-active={index === active || undefined}
              title={title}
            >
              {content}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Index of the option that was pressed. */
function optionAt({ target }: MouseEvent): number | null {
  const option = target instanceof Element ? target.closest<HTMLElement>("[role=option]") : null;
  return option ? Number(option.dataset.index) : null;
}
