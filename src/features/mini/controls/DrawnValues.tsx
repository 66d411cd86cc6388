import { Select } from "@mantine/core";
import { MINI_LIMIT, type MiniDraw } from "#lessons/mini/mini-source.ts";
import { useLab } from "#store/lab-context.ts";
import { DISTRIBUTIONS } from "../choices.ts";
import classes from "./controls.module.css";
import { NumberField } from "./NumberField.tsx";

export const MOST_CHANNELS = 64;

/** A distribution and its parameters; the same seed draws the same values everywhere. */
export function DrawnValues() {
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
