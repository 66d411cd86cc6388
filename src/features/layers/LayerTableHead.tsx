import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import classes from "./LayerTable.module.css";
import type { LayerColumn } from "./layer-columns.ts";
import { COLUMNS, GROUP_HEADINGS } from "./layer-columns.ts";
import type { Sorting } from "./layer-rows.ts";

const GROUPS = (Object.keys(GROUP_HEADINGS) as LayerColumn["group"][]).map((group) => ({
  group,
  span: COLUMNS.filter((column) => column.group === group).length,
}));

/** Two rows of headings: the groups, then the columns, which sort. */
export function LayerTableHead({
  sorting,
  onSort,
}: {
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
}) {
  return (
    <thead>
      <tr>
        {GROUPS.map(({ group, span }) => (
          <th
            key={group}
            colSpan={span}
            scope="colgroup"
            className={classes.group}
            data-first={group !== "layer" || undefined}
          >
            {GROUP_HEADINGS[group]}
          </th>
        ))}
      </tr>
      <tr>
        {COLUMNS.map(({ key, heading, group, first }) => {
          const isSorted = sorting.key === key;
          const Icon = sorting.descending ? IconChevronDown : IconChevronUp;
          const order = sorting.descending ? "descending" : "ascending";
          return (
            <th
              key={key}
              scope="col"
              aria-sort={isSorted ? order : undefined}
              data-text={group === "layer" || undefined}
              data-first={first}
            >
              <button
                type="button"
                className={classes.sort}
                onClick={() => onSort({ key, descending: isSorted && !sorting.descending })}
              >
                {heading}
                <span className={classes.arrow}>{isSorted && <Icon size={13} aria-hidden />}</span>
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
