import type { LayerInfo } from "#protocol/messages.ts";

export interface ActivationChoice {
  key: string;
  label: string;
  tensor: string;
  /** Who else has to do with it, behind its name. */
  note: string;
}

/** The activations of a layer that have a range of their own: its output, and what it reads. */
export function activationChoices(
  { name, inputs, output }: Pick<LayerInfo, "name" | "inputs" | "output">,
  layers: readonly Pick<LayerInfo, "name" | "inputs" | "output">[],
): ActivationChoice[] {
  const makerOf = (tensor: string) => layers.find((layer) => layer.output === tensor)?.name;
  const readers = layers.filter((layer) => layer.name !== name && layer.inputs.includes(output));
  return [
    {
      key: "output",
      label: "Output",
      tensor: output,
      note: readers.length > 0 ? `, read by ${named(readers.map((layer) => layer.name))}` : "",
    },
    ...inputs
      .filter((tensor) => tensor !== output)
      .map((tensor, i, all) => {
        const maker = makerOf(tensor);
        return {
          key: `input ${i}`,
          label: all.length > 1 ? `Input ${i + 1}` : "Input",
          tensor,
          note: maker ? `, the output of ${maker}` : "",
        };
      }),
  ];
}

/** The first two, and how many more. */
function named(names: string[]): string {
  if (names.length <= 2) return names.join(" and ");
  return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}
