import { Button, SegmentedControl, Switch } from "@mantine/core";
import { memo, useMemo, useState } from "react";
import { canonicalJson } from "#experiment/canonical-json.ts";
import { lossPoints } from "#experiment/outcomes/budget.ts";
import { recipeDiff } from "#experiment/recipe-diff.ts";
import type { AutopilotResult, MeasuredRecipe } from "#protocol/autopilot.ts";
import { useLab } from "#store/lab-context.ts";
import { sameRecipe } from "#store/recipe/same-experiment.ts";
import type { SearchRecord } from "#store/tasks/autopilot-slice.ts";
import { RecipeChanges } from "#ui/RecipeChanges.tsx";
import { formatCount, formatCounted } from "#words/format.ts";
import { lossText } from "./autopilot-verdict.ts";
import { pointLines } from "./point-lines.ts";
import classes from "./SearchResults.module.css";
import { TradeoffChart } from "./TradeoffChart.tsx";
import { type Cost, NOTHING, tradeoffPoints } from "./tradeoff-points.ts";

/** Points that lose this much more than the best, in the unit of the axis, are out of the way unless asked for. */
const NEAR = 12;

const COSTS: { value: Cost; label: string }[] = [
  { value: "size", label: "Size" },
  { value: "latency", label: "Latency" },
];

/** All settings measured, as points; one of them in words, to be loaded. */
export const SearchResults = memo(function SearchResults({ record }: { record: SearchRecord }) {
  const [cost, setCost] = useState<Cost>("size");
  const [all, setAll] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const { points, result } = record;
  const placed = useMemo(() => tradeoffPoints(points, cost), [points, cost]);
  const near = useMemo(() => {
    const best = Math.max(...placed.map(({ y }) => y));
    return placed.filter(({ y }) => y >= best - NEAR);
  }, [placed]);
  const left = placed.length - near.length;
  const broken = points.filter((each) => Number.isNaN(lossPoints(each, NOTHING))).length;
  const first = points.at(result?.chosen ?? result?.nearest ?? -1);
  const point = points.find(({ recipe }) => canonicalJson(recipe) === chosen) ?? first;
  const timed = points.filter(({ latencyMs }) => latencyMs !== null).length;
  return (
    <div className={classes.results}>
      <div className={classes.head}>
        <SegmentedControl
          size="xs"
          aria-label="What the settings cost"
          data={COSTS}
          value={cost}
          onChange={(value) => setCost(value as Cost)}
        />
        <Switch
          size="xs"
          label={`Show all${left > 0 ? `: ${formatCount(left)} far below` : ""}`}
          checked={all}
          disabled={left === 0}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
        {cost === "latency" && (
          <span className={classes.note}>
            {formatCount(timed)} of {formatCount(points.length)} settings were timed: those on the front of
            size among them.
          </span>
        )}
        {broken > 0 && (
          <span className={classes.note}>
            {formatCounted(broken, "setting")} with an output that is not a number{" "}
            {broken === 1 ? "has" : "have"} no place in the chart.
          </span>
        )}
      </div>
      <TradeoffChart
        record={record}
        placed={all ? placed : near}
        cost={cost}
        selected={point ? canonicalJson(point.recipe) : null}
        onSelect={setChosen}
      />
      {point && <PointCard point={point} result={result} />}
    </div>
  );
});

/** One setting in words and numbers, what it differs in from the recipe, and the way to make it the recipe. */
function PointCard({ point, result }: { point: MeasuredRecipe; result: AutopilotResult | null }) {
  const { recipe, editRecipe } = useLab(({ recipe, editRecipe }) => ({ recipe, editRecipe }));
  if (!recipe) return null;
  const isLoaded = sameRecipe(recipe, point.recipe);
  return (
    <section className={classes.card} aria-label="Chosen setting">
      <div className={classes.column}>
        <h3 className={classes.name}>{point.label}</h3>
        {result && <p className={classes.loss}>This setting {lossText(point, result.fp32)}.</p>}
        <dl className={classes.facts}>
          {pointLines(point).map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      <div className={classes.column}>
        <h4 className={classes.heading}>Against the recipe as it is</h4>
        <RecipeChanges
          changes={isLoaded ? [] : recipeDiff(recipe, point.recipe)}
          none="No difference: this is the recipe. Press Run to see it in full."
        />
        <Button
          className={classes.load}
          size="xs"
          disabled={isLoaded}
          onClick={() => editRecipe(`load ${point.label}`, () => point.recipe)}
        >
          {isLoaded ? "Loaded" : "Load this recipe"}
        </Button>
      </div>
    </section>
  );
}
