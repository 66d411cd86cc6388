import { Select } from "@mantine/core";
import { useLab } from "#store/lab-context.ts";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { formatCount } from "#words/format.ts";
import { useMiniLayer } from "../use-mini.ts";
import classes from "./controls.module.css";

/** The weights of one layer of the loaded model. */
export function LayerWeights() {
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
