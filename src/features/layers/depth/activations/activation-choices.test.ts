import { expect, it } from "vitest";
import { activationChoices } from "./activation-choices.ts";

const layers = [
  { name: "q", inputs: ["x"], output: "q_out" },
  { name: "k", inputs: ["x"], output: "k_out" },
  { name: "scores", inputs: ["q_out", "k_out"], output: "s" },
  ...["a", "b", "c"].map((name) => ({ name, inputs: ["s"], output: `${name}_out` })),
];

it("offers the output and every input, and says whose they are", () => {
  expect(activationChoices(layers[2], layers)).toEqual([
    { key: "output", label: "Output", tensor: "s", note: ", read by a, b and 1 more" },
    { key: "input 0", label: "Input 1", tensor: "q_out", note: ", the output of q" },
    { key: "input 1", label: "Input 2", tensor: "k_out", note: ", the output of k" },
  ]);
  expect(activationChoices(layers[0], layers)).toEqual([
    { key: "output", label: "Output", tensor: "q_out", note: ", read by scores" },
    { key: "input 0", label: "Input", tensor: "x", note: "" },
  ]);
});
