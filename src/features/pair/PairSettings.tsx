import { Button, NativeSelect } from "@mantine/core";
import { isSame } from "#experiment/canonical-json.ts";
import { MODES, modeEntry } from "#experiment/modes.ts";
import type { Setting } from "#experiment/recipe.ts";
import { settingOf } from "#experiment/setting.ts";
import { CALIBRATION_METHODS } from "#numerics/calibration/methods/registry.ts";
import { BITS, type Granularity } from "#numerics/grid.ts";
import { useLab } from "#store/lab-context.ts";
import { Panel } from "#ui/Panel.tsx";
import { VariantName } from "#ui/VariantName.tsx";
import { scaleWords } from "#words/pair-words.ts";
import classes from "./PairSettings.module.css";

/** One of the five controls that matter most, for A and for B. */
interface Control {
  label: string;
  /** Of `editRecipe`: quick edits of one control are one step to undo. */
  id: string;
  value: (setting: Setting) => string;
  choices: (setting: Setting) => { value: string; label: string }[];
  apply: (setting: Setting, value: string) => Setting;
  isUnused?: (setting: Setting) => boolean;
}

const GROUP_SIZE = 32;
const bitChoices = BITS.map((bits) => ({ value: String(bits), label: `${bits} bits` }));
const bitsOf = (value: string) => BITS.find((bits) => String(bits) === value) ?? BITS[0];
const isCalibrated = ({ mode }: Setting): boolean => modeEntry(mode).activations === "calibrated";

const granularities = ({ weights: { granularity } }: Setting): Granularity[] => [
  { kind: "tensor" },
  { kind: "channel" },
  granularity.kind === "group" ? granularity : { kind: "group", size: GROUP_SIZE },
];

const CONTROLS: readonly Control[] = [
  {
    label: "Mode",
    id: "mode",
    value: ({ mode }) => mode,
    choices: () => MODES.map(({ id, name }) => ({ value: id, label: name })),
    apply: (setting, value) => ({
      ...setting,
      mode: MODES.find(({ id }) => id === value)?.id ?? setting.mode,
    }),
  },
  {
    label: "Weights",
    id: "weights.bits",
    value: ({ weights }) => String(weights.bits),
    choices: () => bitChoices,
    apply: (setting, value) => ({ ...setting, weights: { ...setting.weights, bits: bitsOf(value) } }),
  },
  {
    label: "Scales of weights",
    id: "weights.granularity",
    value: ({ weights }) => weights.granularity.kind,
    choices: (setting) =>
      granularities(setting).map((granularity) => ({
        value: granularity.kind,
        // Short enough for half of a phone.
        label: scaleWords(granularity).replace(/^one scale/, "One"),
      })),
    apply: (setting, value) => {
      const granularity = granularities(setting).find(({ kind }) => kind === value);
      return granularity ? { ...setting, weights: { ...setting.weights, granularity } } : setting;
    },
  },
  {
    label: "Activations",
    id: "activations.bits",
    value: ({ activations }) => String(activations.bits),
    choices: () => bitChoices,
    apply: (setting, value) => ({ ...setting, activations: { ...setting.activations, bits: bitsOf(value) } }),
    isUnused: (setting) => !isCalibrated(setting),
  },
  {
    label: "Calibration",
    id: "calibration.method",
    value: ({ calibration }) => calibration.method,
    choices: () => CALIBRATION_METHODS.map(({ id, name }) => ({ value: id, label: name })),
    apply: (setting, value) => {
      const method = CALIBRATION_METHODS.find(({ id }) => id === value)?.id;
      return method ? { ...setting, calibration: { ...setting.calibration, method } } : setting;
    },
    isUnused: (setting) => !isCalibrated(setting),
  },
];

/** The two settings side by side; where there is one only, the way to the second. */
export function PairSettings() {
  const lab = useLab(({ recipe, b, model, editRecipe, editB, copyAToB, swapSettings, keepOnly }) => ({
    ...{ recipe, b, model, editRecipe, editB, copyAToB, swapSettings, keepOnly },
  }));
  const { recipe, b } = lab;
  if (!recipe || lab.model?.quantizedAlready) return null;
  if (!b)
    return (
      <div className={classes.offer}>
        <span>
          Compare two settings on the same images: the recipe stays as <strong>A</strong>, and a second one,
          B, is measured beside it.
        </span>
        <Button size="xs" variant="default" onClick={lab.copyAToB}>
          Add setting B
        </Button>
      </div>
    );
  const a = settingOf(recipe);
  return (
    <Panel
      title="Settings A and B"
      note="Run measures both, and FP32, on the same images. All other options of A are in the recipe."
      aside={
        <div className={classes.actions}>
          <Button size="xs" variant="default" onClick={lab.copyAToB} disabled={isSame(a, b)}>
            Copy A to B
          </Button>
          <Button size="xs" variant="default" onClick={lab.swapSettings} disabled={isSame(a, b)}>
            Swap
          </Button>
          <Button size="xs" variant="default" onClick={() => lab.keepOnly("b")}>
            B becomes A
          </Button>
          <Button size="xs" variant="default" onClick={() => lab.keepOnly("a")}>
            Only A
          </Button>
        </div>
      }
    >
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">
              <span className={classes.hidden}>Option</span>
            </th>
            <th scope="col">
              <VariantName variant="quantized">A</VariantName>
            </th>
            <th scope="col">
              <VariantName variant="b">B</VariantName>
            </th>
          </tr>
        </thead>
        <tbody>
          {CONTROLS.map((control) => (
            <tr key={control.id} data-differs={control.value(a) !== control.value(b) || undefined}>
              <th scope="row">{control.label}</th>
              <td>
                <Choice
                  name={`A: ${control.label}`}
                  control={control}
                  setting={a}
                  onChange={(value) =>
                    lab.editRecipe(control.id, (before) => ({
                      ...before,
                      ...control.apply(settingOf(before), value),
                    }))
                  }
                />
              </td>
              <td>
                <Choice
                  name={`B: ${control.label}`}
                  control={control}
                  setting={b}
                  onChange={(value) => lab.editB(control.id, (before) => control.apply(before, value))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

interface ChoiceProps {
  name: string;
  control: Control;
  setting: Setting;
  onChange: (value: string) => void;
}

function Choice({ name, control, setting, onChange }: ChoiceProps) {
  const isUnused = control.isUnused?.(setting) ?? false;
  return (
    <NativeSelect
      size="xs"
      aria-label={name}
      data={control.choices(setting)}
      value={control.value(setting)}
      disabled={isUnused}
      title={isUnused ? "Not used in this mode" : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
