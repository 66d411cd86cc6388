import { SegmentedControl, Select, Textarea } from "@mantine/core";
import { MINI_LIMIT, type MiniDraw } from "#lessons/mini/mini-source.ts";
import { useLab } from "#store/lab-context.ts";
import type { MiniState } from "#store/tasks/mini-slice.ts";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { Panel } from "#ui/Panel.tsx";
import { formatCount, formatCounted } from "#words/format.ts";
import { DISTRIBUTIONS, MOST_CHANNELS } from "../choices.ts";
import { pastedText } from "../texts.ts";
import { useMiniLayer } from "../use-mini.ts";
import classes from "./controls.module.css";
import { NumberField } from "./SettingsPanel.tsx";

const SOURCES: readonly { value: MiniState["source"]; label: string; Content: () => React.JSX.Element }[] = [
  { value: "drawn", label: "Drawn", Content: DrawnValues },
  { value: "layer", label: "A layer", Content: LayerWeights },
  { value: "pasted", label: "Pasted", Content: PastedNumbers },
];

/** Where the values come from. */
export function ValuesPanel() {
  const { source, setMini } = useLab(({ mini, setMini }) => ({ source: mini.source, setMini }));
  const shown = SOURCES.find(({ value }) => value === source) ?? SOURCES[0];
  return (
    <Panel title="Values">
      <div className={classes.fields}>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Source of the values"
          data={SOURCES.map(({ value, label }) => ({ value, label }))}
          value={source}
          onChange={(value) => setMini({ source: value, looked: null, part: 0 })}
        />
        <shown.Content />
      </div>
    </Panel>
  );
}

/** The weights of one layer of the loaded model. */
function LayerWeights() {
  const { layers, name, failure, takeMiniLayer, setMini } = useLab((state) => ({
    layers: state.model?.layers ?? null,
    name: state.modelName,
    failure: state.miniLayerFailure,
    takeMiniLayer: state.takeMiniLayer,
    setMini: state.setMini,
  }));
  const taken = useMiniLayer();
  if (!layers) return <p className={classes.note}>No model is loaded. Drawn and pasted values need none.</p>;
  const withWeights = layers.filter(({ weightShape }) => weightShape !== null);
  return (
    <>
      <Select
        size="xs"
        label="Layer"
        placeholder="Choose a layer"
        searchable
        allowDeselect={false}
        nothingFoundMessage="No layer of that name"
        data={withWeights.map((layer) => layer.name)}
        value={taken?.layer ?? null}
        comboboxProps={{ shadow: "md" }}
        onChange={(layer) => {
          setMini({ looked: null, part: 0 });
          if (layer) void takeMiniLayer(layer);
        }}
      />
      {failure && <ErrorNotice {...failure} kept="The values shown stay as they were." />}
      <p className={classes.note}>
        {taken
          ? takenText(taken)
          : `FP32 weights of ${name ?? "the model"}, BatchNorm folded in, output channel after output channel.`}
      </p>
    </>
  );
}

function takenText({ values, total, channels, totalChannels }: NonNullable<ReturnType<typeof useMiniLayer>>) {
  if (values.length === total)
    return `All ${formatCount(total)} weights, ${formatCount(channels)} output channels.`;
  return `The first ${formatCount(values.length)} of ${formatCount(total)} weights: ${formatCount(channels)} of ${formatCount(totalChannels)} output channels.`;
}

/** Numbers of one's own, and what of the text could not be read. */
function PastedNumbers() {
  const { pasted, answer, setMini } = useLab(({ mini, miniAnswers, setMini }) => ({
    pasted: mini.pasted,
    answer: miniAnswers[mini.view]?.value,
    setMini,
  }));
  const read = answer?.read;
  const problem = read && pastedText(read);
  return (
    <>
      <Textarea
        size="xs"
        rows={7}
        label="Numbers"
        placeholder={"0.12, \u22120.5 1.7e-3\n[0.25, 2.0]"}
        classNames={{ input: classes.numbers }}
        value={pasted}
        spellCheck={false}
        onChange={(event) => setMini({ pasted: event.currentTarget.value, looked: null, part: 0 })}
      />
      <p className={classes.note} aria-live="polite">
        {!read || (answer.count === 0 && read.refusedCount === 0)
          ? "Separated by blanks, commas, semicolons or lines, with a decimal point. They stay in this page."
          : `${formatCounted(answer.count, "number")} read.`}
        {problem && <strong className={classes.problem}> {problem}</strong>}
      </p>
    </>
  );
}

/** A distribution and its parameters; the same seed draws the same values everywhere. */
function DrawnValues() {
  const { draw, channels, setMini } = useLab(({ mini, setMini }) => ({
    draw: mini.draw,
    channels: mini.channels,
    setMini,
  }));
  const set = (change: Partial<MiniDraw>) => setMini({ draw: { ...draw, ...change }, looked: null });
  const { distribution } = draw;
  return (
    <>
      <Select
        size="xs"
        label="Distribution"
        allowDeselect={false}
        data={[...DISTRIBUTIONS]}
        value={distribution}
        comboboxProps={{ shadow: "md" }}
        onChange={(value) => {
          const chosen = DISTRIBUTIONS.find((each) => each.value === value);
          if (chosen) set({ distribution: chosen.value });
        }}
      />
      <div className={classes.pair}>
        <NumberField
          label="Number of values"
          value={draw.count}
          min={64}
          max={MINI_LIMIT}
          step={64}
          onChange={(count) => set({ count })}
        />
        <NumberField
          label="Multiplied by"
          value={draw.factor}
          min={0.001}
          max={1000}
          step={0.1}
          decimals={3}
          onChange={(factor) => set({ factor })}
        />
        {distribution === "shifted" && (
          <NumberField
            label="Shifted by"
            value={draw.shift}
            min={-1000}
            max={1000}
            step={0.5}
            decimals={3}
            onChange={(shift) => set({ shift })}
          />
        )}
        {distribution === "outliers" && (
          <>
            <NumberField
              label="One outlier in"
              value={draw.every}
              min={2}
              max={MINI_LIMIT}
              onChange={(every) => set({ every })}
            />
            <NumberField
              label="Outliers times"
              value={draw.outlierFactor}
              min={1}
              max={10_000}
              onChange={(outlierFactor) => set({ outlierFactor })}
            />
          </>
        )}
        {distribution === "channels" && (
          <>
            <NumberField
              label="Channels"
              value={channels}
              min={2}
              max={MOST_CHANNELS}
              onChange={(next) => setMini({ channels: next, looked: null, part: 0 })}
            />
            <NumberField
              label="Widest to narrowest"
              value={draw.spread}
              min={1}
              max={100_000}
              onChange={(spread) => set({ spread })}
            />
          </>
        )}
        <NumberField
          label="Seed"
          value={draw.seed}
          min={0}
          max={1_000_000}
          onChange={(seed) => set({ seed })}
        />
      </div>
    </>
  );
}
