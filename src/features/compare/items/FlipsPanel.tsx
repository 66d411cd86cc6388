import { Pagination, SegmentedControl } from "@mantine/core";
import { memo, useEffect, useMemo, useState } from "react";
import { useLab } from "#store/lab-context.ts";
import { Panel } from "#ui/Panel.tsx";
import { formatCount } from "#words/format.ts";
import type { Shown } from "../use-shown.ts";
import { FlipCard } from "./FlipCard.tsx";
import classes from "./FlipsPanel.module.css";
import type { FlipGroup } from "./flip-groups.ts";
import { groupFlips } from "./flip-groups.ts";

const PAGE_SIZE = 24;
const GROUPS: { value: FlipGroup; label: string }[] = [
  { value: "all", label: "All" },
  { value: "broken", label: "Broken" },
  { value: "repaired", label: "Repaired" },
  { value: "other", label: "Wrong in both" },
  { value: "unlabelled", label: "No label, answers differ" },
];

/** The pictures whose prediction flipped, a page at a time. */
export const FlipsPanel = memo(function FlipsPanel({ shown }: { shown: Shown }) {
  const { scores, quantizedName, classes: names, by, picturesLoaded } = shown;
  const requestPictures = useLab((state) => state.requestPictures);
  const [group, setGroup] = useState<FlipGroup>("all");
  const [page, setPage] = useState(1);
  const groups = useMemo(() => groupFlips(scores.flips), [scores.flips]);
  const choices = GROUPS.filter(({ value }) => value !== "unlabelled" || groups.unlabelled.length > 0);
  const isThere = by === "accuracy" && choices.some(({ value }) => value === group);
  const shownGroup = isThere ? group : "all";
  const pages = Math.max(1, Math.ceil(groups[shownGroup].length / PAGE_SIZE));
  const current = Math.min(page, pages);
  const visible = groups[shownGroup].slice((current - 1) * PAGE_SIZE, current * PAGE_SIZE);
  const wanted = visible.map(({ index }) => index).join(",");

  useEffect(() => {
    if (wanted && picturesLoaded) void requestPictures(wanted.split(",").map(Number));
  }, [wanted, picturesLoaded, requestPictures]);

  const seen = scores.agreement.total;
  return (
    <Panel
      title="Flipped pictures"
      note={
        seen > 0
          ? `${formatCount(groups.all.length)} of ${formatCount(seen)} pictures get another prediction from ${quantizedName} than from FP32.`
          : "The pictures that get another prediction after quantization."
      }
      aside={
        by === "accuracy" && (
          <SegmentedControl
            size="xs"
            aria-label="Which flips to show"
            value={shownGroup}
            onChange={(value) => {
              setGroup(GROUPS.find((each) => each.value === value)?.value ?? "all");
              setPage(1);
            }}
            data={choices.map(({ value, label }) => ({
              value,
              label: `${label} ${formatCount(groups[value].length)}`,
            }))}
          />
        )
      }
    >
      {visible.length > 0 ? (
        <ul className={classes.grid}>
          {visible.map((flip) => (
            <FlipCard
              key={flip.index}
              flip={flip}
              names={names}
              quantizedName={quantizedName}
              pictureLoaded={picturesLoaded}
            />
          ))}
        </ul>
      ) : (
        <p className={classes.none}>{seen > 0 ? "None." : "They appear here while a run goes on."}</p>
      )}
      {pages > 1 && (
        <Pagination
          mt="md"
          size="sm"
          total={pages}
          value={current}
          onChange={setPage}
          getControlProps={(control) => ({ "aria-label": `${control} page` })}
          getItemProps={(item) => ({ "aria-label": `Page ${item}` })}
        />
      )}
    </Panel>
  );
});
