import { NumberInput } from "@mantine/core";
import type { Preprocess } from "#experiment/recipe.ts";
import { Option } from "../options/Option.tsx";
import { PREPROCESS_HELP } from "./preset-texts.ts";
import classes from "./ValuesOption.module.css";

export interface ValuesOptionProps {
  preprocess: Preprocess;
  onChange: (change: Partial<Pick<Preprocess, "scale" | "mean" | "std">>) => void;
}

const LETTERS = { rgb: ["R", "G", "B"], bgr: ["B", "G", "R"], gray: [""] } as const;
const FORMAT = { size: "xs", hideControls: true, decimalScale: 6 } as const;

/** The numbers themselves: scale, then mean and deviation per channel. */
export function ValuesOption({ preprocess, onChange }: ValuesOptionProps) {
  const letters = LETTERS[preprocess.channels];
  const rows = [
    { key: "mean", name: "Mean" },
    { key: "std", name: "Deviation" },
  ] as const;
  return (
    <Option label="Numbers" name="Preprocessing numbers" help={PREPROCESS_HELP.values} change={undefined}>
      <div className={classes.grid}>
        <span>Scale</span>
        <NumberInput
          {...FORMAT}
          className={classes.wide}
          aria-label="Pixel scale"
          decimalScale={8}
          value={preprocess.scale}
          onChange={(scale) => {
            if (typeof scale === "number" && Number.isFinite(scale)) onChange({ scale });
          }}
        />
        {rows.map(({ key, name }) => (
          <Row
            key={key}
            name={name}
            letters={letters}
            values={preprocess[key]}
            allowsZero={key === "mean"}
            onChange={(values) => onChange({ [key]: values })}
          />
        ))}
      </div>
    </Option>
  );
}

interface RowProps {
  name: string;
  letters: readonly string[];
  values: number[];
  allowsZero: boolean;
  onChange: (values: number[]) => void;
}

function Row({ name, letters, values, allowsZero, onChange }: RowProps) {
  return (
    <>
      <span>{name}</span>
      {letters.map((letter, c) => (
        <NumberInput
          {...FORMAT}
          key={letter}
          className={letters.length === 1 ? classes.wide : undefined}
          aria-label={`${name} ${letter}`.trim()}
          value={values[c]}
          onChange={(next) => {
            if (typeof next === "number" && (allowsZero || next !== 0))
              onChange(values.map((value, i) => (i === c ? next : value)));
          }}
        />
      ))}
    </>
  );
}
