import { Button, NumberInput, Slider } from "@mantine/core";
import { useEffect } from "react";
import type { Distortion } from "#experiment/recipe.ts";
import { useLab } from "#store/lab-context.ts";
import { Fold } from "../options/Fold.tsx";
import { HELP } from "../options/help-texts.ts";
import { Option } from "../options/Option.tsx";
import type { OptionChange } from "../use-changes.ts";
import classes from "./DistortionFold.module.css";
import {
  DISTORTION_PARTS,
  type DistortionPart,
  distortionText,
  NO_DISTORTION,
  withPart,
} from "./distortion.ts";
import { PictureStrip } from "./PictureStrip.tsx";

export interface DistortionFoldProps {
  distort: Distortion | undefined;
  changeOf: (path: string) => OptionChange | undefined;
  disabled: boolean;
  onChange: (control: string, distort: Distortion | undefined) => void;
}

/** Damages the calibration pictures on purpose, with a few of them in view. */
export function DistortionFold({ distort, changeOf, disabled, onChange }: DistortionFoldProps) {
  return (
    <Fold
      label="Distort the pictures"
      summary={distortionText(distort)}
      changed={changeOf("calibration.distort") !== undefined}
    >
      <CalibrationStrip />
      {DISTORTION_PARTS.map((part) => (
        <Option
          key={part.key}
          label={part.label}
          name={`Calibration ${part.key}`}
          help={HELP[part.key]}
          change={changeOf(`calibration.distort.${part.key}`)}
        >
          <Amount
            part={part}
            value={distort?.[part.key] ?? NO_DISTORTION[part.key]}
            disabled={disabled}
            onChange={(value) =>
              onChange(`calibration.distort.${part.key}`, withPart(distort, part.key, value))
            }
          />
        </Option>
      ))}
      <Button
        className={classes.reset}
        size="compact-xs"
        variant="default"
        disabled={disabled || distort === undefined}
        onClick={() => onChange("calibration.distort", undefined)}
      >
        Leave the pictures as they are
      </Button>
    </Fold>
  );
}

interface AmountProps {
  part: DistortionPart;
  value: number;
  disabled: boolean;
  onChange: (value: number) => void;
}

/** A slider for looking, a number for exactness. */
function Amount({ part: { key, label, min, max, step, unit }, value, disabled, onChange }: AmountProps) {
  return (
    <div className={classes.amount}>
      <Slider
        size="sm"
        min={min}
        max={max}
        step={step}
        value={Math.min(max, value)}
        label={null}
        thumbLabel={`${label}, slider`}
        disabled={disabled}
        onChange={onChange}
      />
      <NumberInput
        aria-label={`Calibration ${key}`}
        size="xs"
        min={min}
        max={max}
        step={step}
        value={value}
        clampBehavior="blur"
        allowNegative={false}
        hideControls
        rightSection={<span className={classes.unit}>{unit}</span>}
        rightSectionWidth={42}
        disabled={disabled}
        onChange={(next) => {
          if (typeof next === "number" && next >= min && next <= max) onChange(next);
        }}
      />
    </div>
  );
}

/** A few calibration pictures, distorted as the recipe says. */
function CalibrationStrip() {
  const { data, calibration, pictures, refresh } = useLab((state) => ({
    data: state.data,
    calibration: state.recipe?.calibration,
    pictures: state.calibrationPreview,
    refresh: state.refreshCalibrationPreview,
  }));
  useEffect(() => {
    if (data && calibration) refresh();
  }, [data, calibration, refresh]);
  if (data?.kind === "tensors")
    return (
      <p className={classes.unused}>The open items are arrays, which are neither drawn nor distorted.</p>
    );
  return (
    <PictureStrip
      label="Calibration pictures as they will be used"
      name="Calibration picture"
      pictures={pictures}
    />
  );
}
