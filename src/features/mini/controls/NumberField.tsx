import { NumberInput } from "@mantine/core";

export interface NumberFieldProps {
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
