import { Select, Text } from "@mantine/core";
import { useEffect, useId } from "react";
import { PREPROCESS_PRESETS, presetOf, withChannels, withPreset } from "#experiment/preprocess-presets.ts";
import type { Preprocess } from "#experiment/recipe.ts";
import { samePreprocess } from "#experiment/same-preprocess.ts";
import type { ModelSummary } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { PictureStrip } from "../calibration-images/PictureStrip.tsx";
import { type Choice, ChoiceOption } from "../options/ChoiceOption.tsx";
import { Fold } from "../options/Fold.tsx";
import methods from "../options/MethodOption.module.css";
import { Option } from "../options/Option.tsx";
import { RecipeSection } from "../sections/RecipeSection.tsx";
import type { OptionChange } from "../use-changes.ts";
import { GuessLine } from "./GuessLine.tsx";
import { CUSTOM, PREPROCESS_HELP, PRESETS } from "./preset-texts.ts";
import { SizeOption } from "./SizeOption.tsx";
import { ValuesOption } from "./ValuesOption.tsx";

export interface PreprocessSectionProps {
  preprocess: Preprocess;
  model: ModelSummary | null;
  /** Tensors are fed as they are. */
  takesTensors: boolean;
  changeOf: (path: string) => OptionChange | undefined;
  onChange: (control: string, preprocess: Preprocess) => void;
}

const RESIZES: readonly Choice<Preprocess["resize"]>[] = [
  { value: "stretch", label: "Stretch" },
  { value: "crop", label: "Crop" },
  { value: "pad", label: "Pad" },
];
const CHANNELS: readonly Choice<Preprocess["channels"]>[] = [
  { value: "rgb", label: "RGB" },
  { value: "bgr", label: "BGR" },
  { value: "gray", label: "Grey" },
];
const LAYOUTS: readonly Choice<Preprocess["layout"]>[] = [
  { value: "nchw", label: "NCHW" },
  { value: "nhwc", label: "NHWC" },
];

const TRAINED = "The mean and deviation of the pictures that this model was trained on.";

const summaryOf = ({ size, height = size, resize, channels, layout }: Preprocess): string =>
  `${size}×${height}, ${resize}, ${channels === "gray" ? "grey" : channels.toUpperCase()}, ${layout.toUpperCase()}`;

/** How a picture becomes the network's input, with a few inputs in view. */
export function PreprocessSection(props: PreprocessSectionProps) {
  const { preprocess, model, takesTensors, changeOf, onChange } = props;
  const { wanted, trained, sectionShown } = useLab((state) => ({
    trained: state.defaults?.preprocess,
    wanted: state.wantedSection === "preprocessing",
    sectionShown: state.sectionShown,
  }));
  const id = useId();
  const preset = presetOf(preprocess);
  const isOwn = model?.source.kind !== "bundled";
  const isTrained = !isOwn && trained !== undefined && samePreprocess(preprocess, trained);
  const unused = takesTensors ? "Not used: these images are tensors, which are fed as they are." : null;
  const edit = (control: keyof Preprocess) => (change: Partial<Preprocess>) =>
    onChange(`preprocess.${control}`, { ...preprocess, ...change });
  return (
    <RecipeSection step={2} title="Preprocessing" unused={unused} wanted={wanted} onShown={sectionShown}>
      {!takesTensors && <NetworkStrip />}
      <GuessLine
        // How the models that come with the page were trained is known.
        guess={isOwn ? (model?.preprocessGuess ?? null) : null}
        preprocess={preprocess}
        onApply={(guess) => onChange("preprocess guess", guess)}
      />
      <Option
        label="Values"
        name="Preprocessing preset"
        help={PREPROCESS_HELP.preset}
        change={changeOf("preprocess.scale") ?? changeOf("preprocess.mean") ?? changeOf("preprocess.std")}
        controlId={id}
      >
        <Select
          id={id}
          size="sm"
          allowDeselect={false}
          maxDropdownHeight={420}
          disabled={takesTensors}
          data={[
            ...PREPROCESS_PRESETS.map((each) => ({ value: each.id, label: PRESETS[each.id].label })),
            ...(preset === null ? [CUSTOM] : []),
          ]}
          value={preset ?? CUSTOM.value}
          onChange={(value) => {
            const chosen = PREPROCESS_PRESETS.find((each) => each.id === value);
            if (chosen) onChange("preprocess preset", withPreset(preprocess, chosen.id));
          }}
        />
        <Text className={methods.meaning} mt={4}>
          {preset
            ? PRESETS[preset].meaning
            : isTrained
              ? TRAINED
              : "No usual convention; see the numbers below."}
        </Text>
      </Option>
      <Fold
        label="Size and order"
        summary={summaryOf(preprocess)}
        changed={["size", "height", "resize", "channels", "layout"].some((key) =>
          changeOf(`preprocess.${key}`),
        )}
      >
        <SizeOption
          preprocess={preprocess}
          pictureInput={model?.pictureInput ?? null}
          change={changeOf("preprocess.size") ?? changeOf("preprocess.height")}
          onChange={edit("size")}
        />
        <ChoiceOption
          label="Resize"
          help={PREPROCESS_HELP.resize}
          change={changeOf("preprocess.resize")}
          choices={RESIZES}
          value={preprocess.resize}
          onChange={(resize) => edit("resize")({ resize })}
        />
        <ChoiceOption
          label="Channel order"
          help={PREPROCESS_HELP.channels}
          change={changeOf("preprocess.channels")}
          choices={CHANNELS}
          value={preprocess.channels}
          onChange={(channels) => onChange("preprocess.channels", withChannels(preprocess, channels))}
        />
        <ChoiceOption
          label="Layout"
          name="Input layout"
          help={PREPROCESS_HELP.layout}
          change={changeOf("preprocess.layout")}
          choices={LAYOUTS}
          value={preprocess.layout}
          onChange={(layout) => edit("layout")({ layout })}
        />
        <ValuesOption preprocess={preprocess} onChange={edit("scale")} />
      </Fold>
    </RecipeSection>
  );
}

/** A few pictures as the network gets them: at its size, cut or padded, in colour or grey, its values drawn as levels. */
function NetworkStrip() {
  const { data, preprocess, pictures, running, refresh } = useLab((state) => ({
    data: state.data,
    preprocess: state.recipe?.preprocess,
    pictures: state.networkPreview,
    // A worker busy with a run would answer only when that has ended.
    running: state.tasks.run.status === "running",
    refresh: state.refreshNetworkPreview,
  }));
  useEffect(() => {
    if (data && preprocess && !running) refresh();
  }, [data, preprocess, running, refresh]);
  return <PictureStrip label="What the network gets" name="Input" pictures={pictures ?? []} />;
}
