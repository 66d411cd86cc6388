import type { ErrorDetails, LabErrorCode } from "#failures/lab-error.ts";
import { formatBytes, formatCount, formatCounted, formatDecibels, formatPercent } from "#words/format.ts";
import { capitalized } from "#words/recipe-words.ts";
import { REMEDIES } from "./remedies.ts";

export interface ErrorMessage {
  title: string;
  /** What happened, in a sentence. */
  what: string;
  /** What to do next. */
  remedy: string;
}

type Say = (details: ErrorDetails) => ErrorMessage;

const say =
  (title: string, what: string, remedy: string): Say =>
  () => ({ title, what, remedy });

/** The fact under `key` in quotes and brackets, or nothing where it was not given. */
const fact = (details: ErrorDetails, ...keys: string[]): string => {
  const key = keys.find((each) => details[each] != null && details[each] !== "");
  return key === undefined ? "" : ` (“${details[key]}”)`;
};

function hostOf(url: ErrorDetails[string]): string {
  try {
    return new URL(String(url)).host;
  } catch {
    return "The server";
  }
}

const NOT_THERE = "The network is lost or a newer version of the lab is there.";

/** The images of a notice about FP32, and how many of them it gets right. */
function scoreOf({ correct, total, seen, planned }: ErrorDetails): string {
  const [right, labelled] = [correct, total].map(Number);
  const isEarly = Number(seen) < Number(planned);
  const among = isEarly
    ? ` among the first ${formatCount(Number(seen))} of ${formatCount(Number(planned))}`
    : "";
  return `${formatCount(right)} of ${formatCounted(labelled, "labelled image")}${among} (${formatPercent(right / labelled)})`;
}

function fp32Cause({ cause, shift }: ErrorDetails): string {
  switch (cause) {
    case "no-prediction":
      return "its scores are not numbers";
    case "labels-shifted":
      return `the labels are one too ${Number(shift) > 0 ? "low" : "high"}`;
    case "other-model":
      return "these images belong to another model";
    case "preprocess":
      return "the preprocessing is not the model's";
    case "images":
      return "these are other images";
    case "tensors":
      return "the tensors' values or the labels are probably wrong";
    default:
      return "preprocessing or labels are probably wrong";
  }
}

function fp32Evidence({
  cause,
  shift,
  shiftedCorrect,
  total,
  unpredicted,
  imageClasses,
  modelClasses,
}: ErrorDetails): string {
  if (cause === "labels-shifted")
    return ` With every label one ${Number(shift) > 0 ? "higher" : "lower"} it would be ${formatCount(Number(shiftedCorrect))} of ${formatCount(Number(total))}.`;
  if (cause === "no-prediction")
    return ` For ${formatCount(Number(unpredicted))} of them no score is a number, so no class is predicted.`;
  if (cause === "other-model")
    return ` These images have ${formatCount(Number(imageClasses))} ${imageClasses === 1 ? "class" : "classes"}, the model tells apart ${formatCount(Number(modelClasses))}.`;
  return "";
}

/** Of the causes that both kinds have; null for others. */
function fp32Remedy({ cause, shift }: ErrorDetails): string | null {
  const { labelsLow, labelsHigh, preprocess, noPrediction } = REMEDIES["fp32.near-chance"];
  if (cause === "no-prediction") return noPrediction;
  if (cause === "labels-shifted") return Number(shift) > 0 ? labelsLow : labelsHigh;
  return cause === "preprocess" ? preprocess : null;
}

/** The runtime's own words, where it gave any. */
function said({ message }: ErrorDetails): string {
  if (typeof message !== "string" || message === "") return "";
  // An address in the runtime's source code is in the technical details.
  const words = message.replace(/^.*?\bERROR_MESSAGE:\s*/s, "").replace(/^\S*\.(cc|h):\d+ .*?\)\s*/, "");
  return `: ${words.length > SAID_LENGTH ? `${words.slice(0, SAID_LENGTH)}…` : words.replace(/\.$/, "")}`;
}

/** Characters of the runtime's words that go into a sentence. */
const SAID_LENGTH = 240;

function unsupported(details: ErrorDetails): ErrorMessage {
  const { what, name, count, found, needed, shape, file } = details;
  const remedies = REMEDIES["model.unsupported"];
  switch (what) {
    case "inputs":
      if (count === 0)
        return {
          title: "This model has no input",
          what: "There is nothing to feed it with, so images make no difference to it.",
          remedy: remedies.noInputs,
        };
      return {
        title: "This model's inputs cannot be fed",
        what: `It has ${formatCounted(Number(count), "input")}, of which the lab cannot feed ${name}: it takes tensors of ordinary numbers.`,
        remedy: /\((bfloat|complex)/.test(String(name)) ? remedies.oddNumbers : remedies.notNumbers,
      };
    case "outputs":
      return {
        title: "This model's outputs cannot be compared",
        what: "None of its outputs is a tensor of numbers.",
        remedy: remedies.outputs,
      };
    case "input-size":
      return {
        title: "An input of this model holds nothing",
        what: `Its input “${name}” is stated as ${shape}: with a dimension of 0 there is no value to feed.`,
        remedy: remedies.emptyInput,
      };
    case "graph":
      return {
        title: "There is no network in this file",
        what: "It is an ONNX file, but without a node.",
        remedy: remedies.noGraph,
      };
    case "ir-version":
    case "opset":
      return {
        title: "The model is of too old a kind",
        what: `Its ${what === "opset" ? "operator set" : "file format (IR version)"} is ${found}${needed === undefined ? "" : `; the lab needs ${needed} or later`}.`,
        remedy: remedies.tooOld,
      };
    case "external-data":
      return {
        title: "Some weights are in another file",
        what: `“${name}” lies in ${file}, where the lab cannot read it.`,
        remedy: remedies.weightsApart,
      };
    default:
      return {
        title: "A constant of this model cannot be read",
        what: `“${name}” has ${found}${needed === undefined ? "" : `, where ${needed} ${what === "element-count" ? "values are" : "is"} needed`}.`,
        remedy: remedies.constant,
      };
  }
}

/** One entry per code: what a person reads when it happens. A code without an entry does not compile. */
const MESSAGES: Record<LabErrorCode, Say> = {
  "model.missing": (details) => ({
    title: "The model is not there",
    what: `No model file was found at its address${fact(details, "url", "name")}.`,
    remedy: REMEDIES["model.missing"].always,
  }),
  "model.not-onnx": (details) => ({
    title: "Not an ONNX model",
    what: details.html
      ? `There is a web page at this address, not a model file${fact(details, "url")}.`
      : details.bytes === 0
        ? "The file is empty."
        : "The file does not hold an ONNX graph.",
    remedy: REMEDIES["model.not-onnx"][details.html ? "page" : "file"],
  }),
  "model.truncated": (details) => ({
    title: "The model file is cut short",
    what: details.file
      ? `“${details.file}” ends before the weights that the model keeps in it.`
      : "The file ends in the middle of the graph or of its weights.",
    remedy: REMEDIES["model.truncated"].always,
  }),
  "model.damaged": (details) =>
    details.twice
      ? {
          title: "The model uses a name twice",
          what: `The graph can be read in two ways: ${details.what}${fact(details, "name")}. Each runtime would choose for itself, or refuse.`,
          remedy: REMEDIES["model.damaged"].twice,
        }
      : {
          title: "The model file is damaged",
          what: `The file decodes, but its graph makes no sense: ${details.what}${fact(details, "name")}.`,
          remedy: REMEDIES["model.damaged"].otherwise,
        },
  "model.too-large": (details) => ({
    title: "The model is larger than the lab takes in",
    what: `It has ${formatCount(Number(details.found))} ${details.what}; the limit is ${formatCount(Number(details.limit))}.`,
    remedy: REMEDIES["model.too-large"].always,
  }),
  "model.external-missing": (details) => ({
    title: "The weights are in another file",
    what: `This model keeps weights beside it, in ${details.files}, which ${details.count === 1 ? "was" : "were"} not given.`,
    remedy: REMEDIES["model.external-missing"].always,
  }),
  "model.missing-ops": (details) => ({
    title: "The runtime lacks operators of this model",
    what: `ONNX Runtime Web does not have ${details.ops}.`,
    remedy: REMEDIES["model.missing-ops"].always,
  }),
  "model.unsupported": unsupported,
  "model.load-failed": (details) =>
    details.variant === "quantized"
      ? {
          title: "The runtime refused the quantized model",
          what: `ONNX Runtime could not open what these options make of the model${said(details)}.`,
          remedy: REMEDIES["model.load-failed"].quantized,
        }
      : {
          title: "The runtime refused the model",
          what: `ONNX Runtime could not open this graph${said(details)}.`,
          remedy: REMEDIES["model.load-failed"].always,
        },
  "model.several": (details) => ({
    title: "Several models at once",
    what: `${details.count} models were given (${details.files}); the lab works on one at a time.`,
    remedy: REMEDIES["model.several"].always,
  }),
  "model.already-quantized": (details) => ({
    title: details.left ? "This model is quantized in part already" : "This model is quantized already",
    what: details.left
      ? `The file holds quantized nodes (${details.kind}); ${formatCounted(Number(details.left), "layer")} in it ${details.left === 1 ? `is still FP32 (“${details.first}”)` : `are still FP32 (the first is “${details.first}”)`}. It is evaluated as it is; the lab quantizes no part of such a file.`
      : `The file holds quantized nodes (${details.kind}). It is evaluated as it is; nothing is quantized a second time.`,
    remedy: details.left
      ? REMEDIES["model.already-quantized"].partly
      : REMEDIES["model.already-quantized"].always,
  }),
  "model.no-layers": (details) => ({
    title: "Nothing in this model can be quantized",
    what: details.why
      ? `It has no layer that the lab quantizes. Its ${details.count === 1 ? "only candidate stays" : `${details.count} candidates stay`} in floating point: ${details.why}${Number(details.count) > 3 ? "; …" : ""}.`
      : "It has no layer that the lab quantizes: no Conv, ConvTranspose, Gemm or MatMul.",
    remedy: REMEDIES["model.no-layers"].always,
  }),
  "model.layers-hidden": (details) => ({
    title: "Some layers stay in FP32 where they are",
    what: `${details.count === 1 ? "1 layer is" : `${details.count} layers are`} not quantized; the first is “${details.first}”: ${details.reason}.`,
    remedy: REMEDIES["model.layers-hidden"].always,
  }),
  "model.renamed": (details) => ({
    title: "An input or output has another name",
    what: `“${details.from}” is called “${details.to}” in the lab and in the exported file: no browser can hand a tensor of that name to the runtime.`,
    remedy: REMEDIES["model.renamed"].always,
  }),
  "run.part-failed": (details) => ({
    title: "A part of the run failed",
    what: `${capitalized(String(details.part))} failed: ${errorMessage(details.code as LabErrorCode, {}).what}${fact(details, "message")} Everything else was measured and is kept.`,
    remedy: REMEDIES["run.part-failed"].always,
  }),
  "data.missing": (details) =>
    details.url || details.name
      ? {
          title: "The images are not there",
          what: `No image set was found at its address${fact(details, "url", "name")}.`,
          remedy: REMEDIES["data.missing"].always,
        }
      : {
          title: "No images are open",
          what: "This needs images, and none are open.",
          remedy: REMEDIES["data.missing"].loaded,
        },
  "data.invalid": (details) => ({
    title: "The image set is not valid",
    what: `It cannot be read${fact(details, "name", "path")}${details.problem ? `: ${details.problem}` : ""}.`,
    remedy: REMEDIES["data.invalid"].always,
  }),
  "data.empty": (details) => ({
    title: "No pictures in there",
    what: `None of the ${details.files ?? "chosen"} files is a picture or a data file the lab reads${details.name ? `: “${details.name}” was left out because ${details.reason}` : ""}.`,
    remedy: REMEDIES["data.empty"].always,
  }),
  "data.too-large": (details) => ({
    title: "More than the lab will unpack",
    what: `“${details.name}” has ${details.found} ${details.what}; the limit is ${details.limit}. Nothing of it was taken.`,
    remedy: REMEDIES["data.too-large"][details.what === "bytes of text" ? "list" : "images"],
  }),
  "data.decode-failed": (details) => ({
    title: Number(details.count) > 1 ? "None of the images could be read" : "An image could not be read",
    what:
      Number(details.count) > 1
        ? `Of ${details.count} images that were tried none could be decoded; the first is “${details.name}”: ${details.reason}. What was open before stays open.`
        : `An image file could not be decoded${fact(details, "name")}${details.reason ? `: ${details.reason}` : ""}.`,
    remedy: REMEDIES["data.decode-failed"].always,
  }),
  "data.shape-mismatch": ({ what, name, actual, expected }) =>
    what === "output"
      ? {
          title: "The model gives other outputs than its file says",
          what: `Its output “${name}” has the shape ${actual}, where the file announces ${expected}.`,
          remedy: REMEDIES["data.shape-mismatch"].output,
        }
      : what === "array"
        ? {
            title: "The arrays do not fit the model",
            what: `“${name}” has the shape ${actual}, and the model's input takes ${expected}.`,
            remedy: REMEDIES["data.shape-mismatch"].array,
          }
        : {
            title: "Model and images do not fit together",
            what: `The model's input “${name}” takes ${expected}, and the images give ${actual}.`,
            remedy:
              REMEDIES["data.shape-mismatch"][
                String(expected).split("×").length === 4 ? "images" : "noImages"
              ],
          },
  "data.not-images": say(
    "These items are no images",
    "The open set holds arrays of numbers, which are fed to the model as they are; there is nothing to draw.",
    REMEDIES["data.not-images"].always,
  ),
  "data.labels-beyond-classes": (details) => ({
    title: "Some labels are no class of this model",
    what: `${details.count} pictures have labels beyond the ${details.classes} classes that the model tells apart; they count as unlabelled.`,
    remedy: REMEDIES["data.labels-beyond-classes"].always,
  }),
  "data.labels-shifted": (details) => ({
    title: "The model has a background class",
    what: `It tells apart ${details.classes} classes, one more than the labels have, so its class ${details.offset} is taken for label 0.`,
    remedy: REMEDIES["data.labels-shifted"].always,
  }),
  "data.pictures-skipped": (details) => ({
    title: "Damaged pictures were left out",
    what: `${details.count} pictures could not be decoded and count nowhere; the first is “${details.first}”.`,
    remedy: REMEDIES["data.pictures-skipped"].always,
  }),
  "data.split-shared": (details) => ({
    title: "Calibrated and evaluated on the same pictures",
    what: `${details.count} pictures are too few to be divided, so the results look better than they are.`,
    remedy: REMEDIES["data.split-shared"].always,
  }),
  "data.input-missing": (details) => ({
    title: "An input of the model gets nothing",
    what: `The model wants “${details.input}” (${details.type} ${details.shape}) beside the pictures, and ${details.arrays ? `none of the arrays there (${details.arrays}) is called so or has its shape` : "the images bring no array for it"}.`,
    remedy: REMEDIES["data.input-missing"].always,
  }),
  "fp32.near-chance": (details) => {
    const classes = Number(details.classes);
    const stand = { below: "fewer than", above: "hardly more than" }[String(details.beside)] ?? "as many as";
    return {
      title: `FP32 accuracy is near chance: ${fp32Cause(details)}`,
      what: `The unquantized model classifies ${scoreOf(details)} correctly, ${stand} guessing among ${formatCount(classes)} classes would (${formatPercent(1 / classes)}).${fp32Evidence(details)}`,
      remedy:
        fp32Remedy(details) ??
        REMEDIES["fp32.near-chance"][
          details.cause === "other-model" ? "otherModel" : details.cause === "tensors" ? "tensors" : "unknown"
        ],
    };
  },
  "fp32.departs": (details) => {
    const known = Number(details.knownCorrect) / Number(details.knownTotal);
    const isLower = Number(details.correct) / Number(details.total) < known;
    return {
      title: `FP32 is ${isLower ? "less" : "more"} accurate than this model is known to be: ${fp32Cause(details)}`,
      what: `The unquantized model classifies ${scoreOf(details)} correctly; on its own images it gets ${formatPercent(known)} (${formatCount(Number(details.knownCorrect))} of ${formatCount(Number(details.knownTotal))}). Drawing the images does not explain the difference.${fp32Evidence(details)}`,
      remedy:
        fp32Remedy(details) ?? REMEDIES["fp32.departs"][details.cause === "images" ? "images" : "unknown"],
    };
  },
  "output.not-comparable": (details) => ({
    title: "An output cannot be compared",
    what: `“${details.output}” has another number of values in the quantized model, for ${details.count} items: networks that select boxes themselves do that.`,
    remedy: REMEDIES["output.not-comparable"].always,
  }),
  "output.not-finite": (details) => {
    const [items, lost] = [Number(details.items), Number(details.quantizedOnly)];
    const inFp32 = Number(details.fp32Only) + Number(details.both);
    const parts = [
      inFp32 > 0 &&
        `${formatCount(inFp32)} of ${formatCounted(items, "item")} ${inFp32 === 1 ? "holds" : "hold"} NaN or infinity in the FP32 output “${details.output}”; ${inFp32 === 1 ? "it is" : "they are"} not in its figures.`,
      lost > 0 &&
        `The quantized model gives NaN or infinity in “${details.output}” for ${formatCounted(lost, "item")} of ${formatCount(items)} where FP32 gives numbers: that is harm, and ${lost === 1 ? "it is" : "they are"} not in its figures either.`,
    ];
    return {
      title: "An output holds values that are not numbers",
      what: parts.filter(Boolean).join(" "),
      remedy: REMEDIES["output.not-finite"][lost > 0 ? "quantized" : "fp32"],
    };
  },
  "output.no-prediction": (details) => {
    const part = (variant: string, count: number) =>
      count > 0 && `${variant} for ${formatCount(count)} of ${formatCounted(Number(details.total), "image")}`;
    const parts = [
      part("FP32", Number(details.fp32)),
      part("the quantized model", Number(details.quantized)),
    ];
    return {
      title: "Some images get no prediction",
      what: `No score is a number, so no class is predicted: ${parts.filter(Boolean).join(", ")}. They count as not classified correctly and not in agreement.`,
      remedy:
        REMEDIES["output.no-prediction"][
          Number(details.quantized) > Number(details.fp32) ? "quantized" : "fp32"
        ],
    };
  },
  "output.not-tensor": (details) => ({
    title: "An output is not compared",
    what: `“${details.output}” is no tensor of numbers (${details.type}), so the lab compares the other outputs only.`,
    remedy: REMEDIES["output.not-tensor"].always,
  }),
  "quantized.optimizer-differs": ({ output, share, lostDb }) => ({
    title: "The runtime's optimizer changes what this file answers",
    what: `On one image, output “${output}” ${typeof share === "number" ? `differs by up to ${formatPercent(share)} of its largest value` : "has values that are no numbers"} once ONNX Runtime's optimizer has rewritten the file${typeof lostDb === "number" ? `, and lies ${formatDecibels(lostDb)} further from FP32` : ""}. The figures shown are those with the optimizer, as programs run the file by default.`,
    remedy: REMEDIES["quantized.optimizer-differs"].always,
  }),
  "recipe.invalid": (details) => ({
    title: "The recipe is not valid",
    what: `One of the options has a value that cannot be used${fact(details, "path")}${details.problem ? `: ${details.problem}` : ""}.`,
    remedy: REMEDIES["recipe.invalid"].always,
  }),
  "recipe.unknown-layer": (details) => ({
    title: "An exception names a layer that this model lacks",
    what: `The recipe holds an exception for a layer that is not in the graph${fact(details, "layer", "name")}.`,
    remedy: REMEDIES["recipe.unknown-layer"].always,
  }),
  "calibration.non-finite": (details) =>
    details.count === undefined
      ? {
          title: "These values are not all numbers",
          what: `${details.index === undefined ? "Some of them are" : `Value ${formatCount(Number(details.index) + 1)} is`} NaN or infinite, and has no place on a grid of integer levels.`,
          remedy: REMEDIES["calibration.non-finite"].value,
        }
      : {
          title: "Calibration met values that are not numbers",
          what: `${formatCounted(Number(details.count), "activation value")}${fact(details, "tensor")} ${details.count === 1 ? "is infinite or NaN; it was" : "are infinite or NaN; they were"} left out of the ranges.`,
          remedy: REMEDIES["calibration.non-finite"].always,
        },
  "layer.weights-non-finite": (details) => ({
    title: "A layer's weights are not numbers",
    what: `The weights${fact(details, "layer")} hold ${formatCounted(Number(details.count), "NaN or infinite value")}; ${details.precision === "fp16" ? "they are the same in FP16" : "the layer stays in FP32"}.`,
    remedy: REMEDIES["layer.weights-non-finite"].always,
  }),
  "layer.range-collapsed": (details) => ({
    title: "A range has no width",
    what: `All values of “${details.tensor ?? details.layer}” were ${details.value ?? 0}; such a range gets scale ${details.scale ?? 1}.`,
    remedy: REMEDIES["layer.range-collapsed"].always,
  }),
  "layer.activations-non-finite": (details) => ({
    title: "A layer's activations are not numbers",
    what: `No finite value of “${details.tensor}” was seen while calibrating; ${details.layer ? `layer “${details.layer}”` : "what reads it"} stays in FP32.`,
    remedy: REMEDIES["layer.activations-non-finite"].always,
  }),
  "layer.group-too-large": (details) => ({
    title: "The group is larger than the layer",
    what: `Groups of ${details.size} do not fit the ${details.inputs} inputs per output channel of “${details.layer}”; it has one scale per channel.`,
    remedy: REMEDIES["layer.group-too-large"].always,
  }),
  "layer.bias-clamped": (details) => ({
    title: "A bias does not fit into int32",
    what: `${details.count} bias values of “${details.layer}” overflow at scale ${details.scale} and were clamped.`,
    remedy: REMEDIES["layer.bias-clamped"].always,
  }),
  "layer.half-overflow": (details) => ({
    title: "Weights exceed the range of FP16",
    what: `${details.count} weights of “${details.layer}” are beyond ±65504; the layer stays in FP32.`,
    remedy: REMEDIES["layer.half-overflow"].always,
  }),
  "layer.half-activations-overflow": (details) => ({
    title: "Activations exceed the range of FP16",
    what: `“${details.layer}” computes in FP16, which ends at ±65504: ${formatCounted(Number(details.count), "value")} of its output ${details.count === 1 ? "is" : "are"} NaN or infinite where FP32 has numbers, on ${formatCounted(Number(details.images), "image")}.`,
    remedy: REMEDIES["layer.half-activations-overflow"].always,
  }),
  "layer.left-float": (details) => ({
    title: "A layer stays in FP32",
    what: `“${details.layer}”: ${details.reason}.`,
    remedy: REMEDIES["layer.left-float"].always,
  }),
  "correction.skipped": (details) => ({
    title: "A correction left a layer out",
    what: `${details.correction} of “${details.layer}” was skipped: ${details.reason}.`,
    remedy: REMEDIES["correction.skipped"].always,
  }),
  "correction.held-back": (details) => ({
    title: "Equalization was held back",
    what: `${formatCounted(Number(details.count), "channel")} between ${formatCounted(Number(details.pairs), "pair")} of layers ${details.count === 1 ? "keeps" : "keep"} more of the range that the file gives, most of all ${details.channels} between “${details.layer}” and “${details.second}”: their weights are tiny beside their bias, which equalization would have blown up.`,
    remedy: REMEDIES["correction.held-back"].always,
  }),
  "correction.worse": (details) => ({
    title: "The corrections made things worse",
    what: `With ${details.corrections}, “${details.output}” keeps ${formatDecibels(Number(details.withDb))}; without, it keeps ${formatDecibels(Number(details.withoutDb))} (measured on ${formatCounted(Number(details.count), "item")}).`,
    remedy: REMEDIES["correction.worse"].always,
  }),
  "model.opset-kept": (details) => ({
    title: "The operator set could not be raised",
    what: `“${details.name}” (${details.op}) keeps the model at operator set ${details.opset}, which lacks ${details.lacks}; ${details.instead}.`,
    remedy: REMEDIES["model.opset-kept"].always,
  }),
  "runtime.load-failed": say(
    "The runtime did not start",
    "ONNX Runtime's WebAssembly could not be loaded or started.",
    REMEDIES["runtime.load-failed"].always,
  ),
  "runtime.not-loaded": say(
    "The runtime could not be fetched",
    `ONNX Runtime is a part of the page that is loaded when it is needed. ${NOT_THERE}`,
    REMEDIES["runtime.not-loaded"].always,
  ),
  "runtime.out-of-memory": say(
    "Out of memory",
    "The browser could not give the lab the memory that this run asked for.",
    REMEDIES["runtime.out-of-memory"].always,
  ),
  "runtime.run-failed": (details) => {
    const variant =
      details.variant === "fp32" || details.variant === "quantized" ? details.variant : "either";
    const model = { fp32: "The model", quantized: "The quantized model", either: "A model" }[variant];
    return {
      title: `${model} failed while running`,
      what: `ONNX Runtime stopped with an error inside the graph${said(details)}.`,
      remedy: REMEDIES["runtime.run-failed"][variant],
    };
  },
  "webgpu.unavailable": say(
    "WebGPU is not available here",
    "The browser gave no WebGPU adapter, so FP32 runs on WASM as well.",
    REMEDIES["webgpu.unavailable"].always,
  ),
  "webgpu.mismatch": say(
    "WebGPU gave other numbers than WASM",
    "On a test input the two disagreed by more than rounding, so the lab does not use WebGPU for this model.",
    REMEDIES["webgpu.mismatch"].always,
  ),
  "worker.crashed": say(
    "The worker crashed",
    "The background thread that does the work ended without warning, most often for lack of memory.",
    REMEDIES["worker.crashed"].always,
  ),
  "worker.not-loaded": say(
    "The worker could not be fetched",
    `The background thread that does the work has not started. ${NOT_THERE}`,
    REMEDIES["worker.not-loaded"].always,
  ),
  "part.not-loaded": say(
    "Part of the page could not be fetched",
    NOT_THERE,
    REMEDIES["part.not-loaded"].always,
  ),
  "mini.crashed": say(
    "The numbers of the experiment could not be computed",
    "The background thread that computes them ended without warning, stopped answering, or could not be started.",
    REMEDIES["mini.crashed"].always,
  ),
  "network.failed": (details) =>
    details.cors
      ? {
          title: "The server did not hand over the file",
          what: `${hostOf(details.url)} did not answer, or does not let other pages read its files (it sends no CORS header)${fact(details, "url")}.`,
          remedy: REMEDIES["network.failed"].cors,
        }
      : {
          title: "A download failed",
          what: `A file could not be fetched${fact(details, "url")}${details.status ? `: the server answered ${details.status}` : ""}.`,
          remedy: REMEDIES["network.failed"].always,
        },
  "source.changed": (details) =>
    details.url == null
      ? {
          title: "This is another file",
          what: `The experiment was made with a file${fact(details, "name")} whose SHA-256 is ${details.expected}; the one opened has ${details.found}.`,
          remedy: REMEDIES["source.changed"].file,
        }
      : {
          title: "The address holds another file than it did",
          what: `The recipe was made with a file whose SHA-256 is ${details.expected}; what ${hostOf(details.url)} sent has ${details.found}.`,
          remedy: REMEDIES["source.changed"].address,
        },
  "storage.unavailable": say(
    "Nothing is kept between visits",
    "The browser does not let this page store files, as in a private window.",
    REMEDIES["storage.unavailable"].always,
  ),
  "storage.full": (details) => ({
    title: "No room to keep this on the device",
    what: `The browser's storage is too full for “${details.name}” (${formatBytes(Number(details.sizeBytes))}). It is loaded and works, and what was kept before is still there.`,
    remedy: REMEDIES["storage.full"].always,
  }),
  "storage.lost": (details) => ({
    title: "It is no longer on this device",
    what: `“${details.name}” was kept at an earlier visit, but its files cannot be read any more.`,
    remedy: REMEDIES["storage.lost"].always,
  }),
  "link.invalid": (details) => ({
    title: "The link is damaged",
    what: `What stands behind the # of the address cannot be read${fact(details, "problem")}${details.path ? ` at ${details.path}` : ""}.`,
    remedy: REMEDIES["link.invalid"].always,
  }),
  "link.b-invalid": (details) => ({
    title: "Setting B of the link is damaged",
    what: `The link describes two settings, and the second cannot be read${fact(details, "problem")}${details.path ? ` at ${details.path}` : ""}.`,
    remedy: REMEDIES["link.b-invalid"].always,
  }),
  "link.newer": ({ version, known }) => ({
    title: "The link is of a newer lab",
    what: `It is written in version ${version}, and this page reads up to version ${known}.`,
    remedy: REMEDIES["link.newer"].always,
  }),
  "log.invalid": (details) => ({
    title: "This is no experiment log",
    what: `The file is none that the lab has exported, or it was changed since${fact(details, "problem")}${details.path ? ` at ${details.path}` : ""}.`,
    remedy: REMEDIES["log.invalid"].always,
  }),
  "scenario.layer-missing": (details) => ({
    title: "The scenario does not fit this model",
    what: `“${details.title}” breaks the layer “${details.layer}”, and the open model has none of that name.`,
    remedy: REMEDIES["scenario.layer-missing"].always,
  }),
  internal: say(
    "Something went wrong in the lab",
    "This is a fault of ours, not of your model or images.",
    REMEDIES.internal.always,
  ),
};

export const errorMessage = (code: LabErrorCode, details: ErrorDetails): ErrorMessage =>
  MESSAGES[code](details);
