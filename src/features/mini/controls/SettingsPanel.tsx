import { NumberInput, SegmentedControl, Select } from "@mantine/core";
import type { MiniSettings } from "#lessons/mini/mini-experiment.ts";
import { BITS, GRANULARITIES, SCHEMES } from "#numerics/grid.ts";
import { useLab } from "#store/lab-context.ts";
import { choicesOf } from "#ui/choices.ts";
import { Help } from "#ui/Help.tsx";
import { Panel } from "#ui/Panel.tsx";
import { DEFAULT_GROUP, DEFAULT_PERCENT, MOST_CHANNELS, RANGES, ZERO_FORMS } from "../choices.ts";
import classes from "./controls.module.css";

/** How the values are quantized; `name` tells two settings apart. */
export function SettingsPanel({ side, name }: { side: "a" | "b"; name: "" | "A" | "B" }) {
  const { settings, source, channels, distribution, setMini, setMiniSettings } = useLab((state) => ({
    settings: state.mini[side],
    source: state.mini.source,
    channels: state.mini.channels,
    distribution: state.mini.draw.distribution,
    setMini: state.setMini,
    setMiniSettings: state.setMiniSettings,
  }));
  const { bits, scheme, zero, granularity, range } = settings;
  const of = name && `, ${name}`;
  const set = (change: Partial<MiniSettings>) => {
    setMiniSettings(side, change);
    if (change.granularity) setMini({ part: 0 });
  };
  const asksChannels =
    granularity.kind === "channel" &&
    (source === "pasted" || (source === "drawn" && distribution !== "channels"));
  return (
    <Panel title={name ? `Quantizer ${name}` : "Quantizer"}>
      <div className={classes.fields}>
        <Choice
          label="Bits"
          name={`Bits${of}`}
          data={BITS.map((each) => ({ value: each, label: `${each}` }))}
          value={bits}
          onChange={(next) => set({ bits: next })}
        />
        <Choice
          label="Scheme"
          name={`Scheme${of}`}
          data={choicesOf(SCHEMES)}
          value={scheme}
          help="Symmetric: as far to either side of zero, one scale. Asymmetric: from the smallest to the largest value, with an offset."
          onChange={(next) => set({ scheme: next })}
        />
        {scheme === "asymmetric" && (
          <Select
            size="xs"
            label={`Form of the offset${of}`}
            description={ZERO_FORMS.find(({ value }) => value === zero)?.about}
            inputWrapperOrder={["label", "input", "description"]}
            allowDeselect={false}
            data={ZERO_FORMS.map(({ value, label }) => ({ value, label }))}
            value={zero}
            comboboxProps={{ shadow: "md" }}
            onChange={(value) => {
              const chosen = ZERO_FORMS.find((each) => each.value === value);
              if (chosen) set({ zero: chosen.value });
            }}
          />
        )}
        <Choice
          label="One scale per"
          name={`One scale per${of}`}
          data={GRANULARITIES.map(({ id, short }) => ({ value: id, label: short }))}
          value={granularity.kind}
          help="Channels are equal consecutive parts of the values; groups are so many consecutive values."
          onChange={(kind) =>
            set({ granularity: kind === "group" ? { kind, size: DEFAULT_GROUP } : { kind } })
          }
        />
        {(granularity.kind === "group" || asksChannels) && (
          <div className={classes.pair}>
            {granularity.kind === "group" && (
              <NumberField
                label={`Group size${of}`}
                value={granularity.size}
                min={16}
                max={4096}
                onChange={(size) => set({ granularity: { kind: "group", size } })}
              />
            )}
            {asksChannels && (
              <NumberField
                label="Channels"
                value={channels}
                min={1}
                max={MOST_CHANNELS}
                onChange={(next) => setMini({ channels: next, part: 0 })}
              />
            )}
          </div>
        )}
        <Choice
          label="Range"
          name={`Range${of}`}
          data={RANGES}
          value={range.method}
          help="Min–max holds every value. Percentile clips the rest. Least error tries a hundred ranges and keeps the one of the smallest MSE."
          onChange={(method) =>
            set({ range: method === "percentile" ? { method, percent: DEFAULT_PERCENT } : { method } })
          }
        />
        {range.method === "percentile" && (
          <div className={classes.pair}>
            <NumberField
              label={`Values kept${of}`}
              value={range.percent}
              min={50}
              max={100}
              step={0.1}
              decimals={3}
              suffix=" %"
              onChange={(percent) => set({ range: { method: "percentile", percent } })}
            />
          </div>
        )}
      </div>
    </Panel>
  );
}

interface ChoiceProps<Value extends string | number> {
  label: string;
  name: string;
  data: readonly { value: Value; label: string }[];
  value: Value;
  help?: string;
  onChange: (value: Value) => void;
}

function Choice<Value extends string | number>({
  label,
  name,
  data,
  value,
  help,
  onChange,
}: ChoiceProps<Value>) {
  return (
    <div>
      <div className={classes.label}>
        <span>{label}</span>
        {help && <Help about={name}>{help}</Help>}
      </div>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={name}
        data={data.map((each) => ({ value: String(each.value), label: each.label }))}
        value={String(value)}
        onChange={(next) => {
          const chosen = data.find((each) => String(each.value) === next);
          if (chosen) onChange(chosen.value);
        }}
      />
    </div>
  );
}

interface NumberFieldProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  /** Digits after the point; whole numbers where absent. */
  decimals?: number;
  suffix?: string;
  onChange: (value: number) => void;
}

/** A number between limits; what is typed beyond them is set to the nearer one on leaving the field. */
export function NumberField(props: NumberFieldProps) {
  const { label, value, min, max, step = 1, decimals = 0, suffix, onChange } = props;
  return (
    <NumberInput
      size="xs"
      label={label}
      value={value}
      min={min}
      max={max}
      step={step}
      decimalScale={decimals}
      allowDecimal={decimals > 0}
      allowNegative={min < 0}
      suffix={suffix}
      clampBehavior="blur"
      thousandSeparator=","
      onChange={(next) => {
        if (typeof next === "number" && next >= min && next <= max) onChange(next);
      }}
    />
  );
}
