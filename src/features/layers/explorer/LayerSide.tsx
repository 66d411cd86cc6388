import { NativeSelect, TextInput } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { useDeferredValue, useMemo, useRef, useState } from "react";
import { useLab } from "#store/lab-context.ts";
import { moveOf } from "#ui/list-keys.ts";
import { formatCount, formatCounted } from "#words/format.ts";
import type { ExploredLayer } from "../explored-layers.ts";
import classes from "../LayerExplorer.module.css";
import { ColourLegend } from "./ColourLegend.tsx";
import { COLOURINGS, colouringOf } from "./colourings.ts";
import { errorSteps } from "./error-steps.ts";
import { matchesFilter } from "./filter-layers.ts";
import { LayerList } from "./LayerList.tsx";

export interface LayerSideProps {
  layers: ExploredLayer[];
  hasRun: boolean;
  selected: string | null;
  onSelect: (name: string) => void;
}

const GROUPS = [
  { source: "recipe", group: "The recipe now" },
  { source: "run", group: "Measured in the last run" },
] as const;

/** The network as a list, what it is coloured by, and a filter. */
export function LayerSide({ layers, hasRun, selected, onSelect }: LayerSideProps) {
  const { layerColouring, colourLayers } = useLab(({ layerColouring, colourLayers }) => ({
    layerColouring,
    colourLayers,
  }));
  const input = useRef<HTMLInputElement>(null);
  const [filter, setFilter] = useState("");
  const wanted = useDeferredValue(filter);
  const listed = useMemo(
    () => (wanted.trim() ? layers.filter(({ info }) => matchesFilter(info, wanted)) : layers),
    [layers, wanted],
  );
  const chosen = colouringOf(layerColouring);
  const colouring = chosen.source === "run" && !hasRun ? COLOURINGS[0] : chosen;
  const steps = useMemo(
    () =>
      errorSteps(
        colouring.scale,
        layers.flatMap((layer) => colouring.value(layer) ?? []),
      ),
    [layers, colouring],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setFilter("");
    const isMove = event.key !== "Home" && event.key !== "End";
    const place = listed.findIndex(({ info }) => info.name === selected);
    const to = isMove ? moveOf(event.key, place, listed.length) : null;
    if (to === null) return;
    event.preventDefault();
    onSelect(listed[to].info.name);
  };
  return (
    <div className={classes.side}>
      <div className={classes.controls}>
        <NativeSelect
          size="xs"
          label="Colour by"
          value={colouring.key}
          onChange={(event) => colourLayers(event.currentTarget.value)}
          data={GROUPS.map(({ source, group }) => ({
            group,
            items: COLOURINGS.filter((each) => each.source === source).map(({ key, label }) => ({
              value: key,
              label,
              disabled: source === "run" && !hasRun,
            })),
          }))}
        />
        <TextInput
          ref={input}
          size="xs"
          label="Filter layers"
          placeholder="Name or kind"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <LayerList
        layers={listed}
        isWhole={listed === layers}
        colouring={colouring}
        steps={steps}
        selected={selected}
        onSelect={onSelect}
        onType={(letter) => {
          setFilter(filter + letter);
          input.current?.focus();
        }}
      />
      <ColourLegend colouring={colouring} steps={steps} />
      <p className={classes.count} aria-live="polite">
        {countText(listed.length, layers.length)}
      </p>
    </div>
  );
}

function countText(listed: number, all: number): string {
  if (listed === all) return formatCounted(all, "layer");
  if (listed > 0) return `${formatCount(listed)} of ${formatCount(all)} layers`;
  return `None of ${formatCount(all)} layers matches. Escape clears the filter.`;
}
