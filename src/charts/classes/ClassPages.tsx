import { Group, Pagination, SegmentedControl } from "@mantine/core";
import classes from "./ClassPages.module.css";
import type { ClassOrder } from "./class-order.ts";

export interface ClassPagesProps {
  order: ClassOrder;
  page: number;
  pages: number;
  /** Which of how many are shown, as text. */
  shown: string;
  onOrder: (order: ClassOrder) => void;
  onPage: (page: number) => void;
}

const ORDERS: { value: ClassOrder; label: string }[] = [
  { value: "lost", label: "Most lost" },
  { value: "gained", label: "Most gained" },
  { value: "index", label: "As numbered" },
];
const CONTROLS: Record<string, string> = { previous: "Previous classes", next: "Next classes" };

/** Which of more classes than a picture has room for are drawn. */
export function ClassPages({ order, page, pages, shown, onOrder, onPage }: ClassPagesProps) {
  return (
    <Group className={classes.pages} gap="sm" justify="space-between">
      <SegmentedControl
        size="xs"
        aria-label="Classes first"
        data={ORDERS}
        value={order}
        onChange={(value) => onOrder(value as ClassOrder)}
      />
      <Group gap="sm">
        <span className={classes.shown} aria-live="polite">
          {shown}
        </span>
        <Pagination
          size="sm"
          total={pages}
          value={page}
          siblings={0}
          onChange={onPage}
          getItemProps={(each) => ({ "aria-label": `Page ${each} of classes` })}
          getControlProps={(control) => ({ "aria-label": CONTROLS[control] })}
        />
      </Group>
    </Group>
  );
}
