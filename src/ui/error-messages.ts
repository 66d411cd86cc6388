import type { ErrorDetails, LabErrorCode } from "#core/lab-error.ts";
import { formatBytes, formatCount, formatCounted, formatDecibels, formatPercent } from "./format.ts";

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

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const hostOf = (url: ErrorDetails[string]): string =>
  typeof url === "string" && URL.canParse(url) ? new URL(url).host : "The server";

const RELOAD = "Reload the page; if it happens again, send us the technical details below.";

const NOT_THERE = "The network is lost or a newer version of the lab is there.";

const NOTHING_LOST = "Nothing is lost: try again, or reload when you like.";

/** The images of a notice about FP32, and how many of them it gets right. */
function scoreOf({ correct, total, planned }: ErrorDetails): string {
  const [right, seen, all] = [correct, total, planned].map(Number);
  const images =
    all > seen
      ? `the first ${formatCounted(seen, "labelled image")} of ${formatCount(all)}`
      : formatCounted(seen, "labelled image");
  return `${formatCount(right)} of ${images} (${formatPercent(right / seen)})`;
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

function fp32Remedy({ cause, shift }: ErrorDetails): string {
  switch (cause) {
    case "no-prediction":
      return "Look for NaN and infinities in the images or arrays, and in the weights: the model has to be exported again from a sound checkpoint if they are there.";
    case "labels-shifted":
      return `Number the classes as the model does: ${Number(shift) > 0 ? "add 1 to every label, since the model has a class in front of the first, often a background" : "take 1 from every label, since the model counts from 0"}. Then open the images again.`;
    case "other-model":
      return "Open images with the classes of this model, or the model of these images.";
    case "preprocess":
      return "Restore the preprocessing that the model was trained with, and run again.";
    case "images":
      return "Judge these images by their own FP32 accuracy, or open the images that the model is known for.";
    case "tensors":
      return "Tensors are fed as they are: check that their values are scaled as those that the model was trained on, and that class numbers are the model's own.";
    default:
      return "Look at what the network gets under “Preprocessing”, try another preset, and check that class numbers are the model's own.";
  }
}

/** One entry per code: what a person reads when it happens. A code without an entry does not compile. */
const MESSAGES: Record<LabErrorCode, Say> = {
  "model.missing": (details) => ({
    title: "The model is not there",
    what: `No model file was found at its address${fact(details, "url", "name")}.`,
    remedy: "Pick another model in the header, or open an .onnx file of your own with “Model file”.",
  }),
  "model.not-onnx": (details) => ({
    title: "Not an ONNX model",
    what: details.html
      ? `There is a web page at this address, not a model file${fact(details, "url")}.`
      : "The file does not hold an ONNX graph.",
    remedy: details.html
      ? "Paste the address that downloads the file itself; at Hugging Face it has “/resolve/” in it."
      : "Choose a file that ends in .onnx; convert a PyTorch model with torch.onnx.export, a TensorFlow one with tf2onnx.",
  }),
  "model.truncated": (details) => ({
    title: "The model file is cut short",
    what: details.file
      ? `“${details.file}” ends before the weights that the model keeps in it.`
      : "The file ends in the middle of the graph or of its weights.",
    remedy: "Download or copy it again and compare its size.",
  }),
  "model.damaged": (details) =>
    details.twice
      ? {
          title: "The model uses a name twice",
          what: `The graph can be read in two ways: ${details.what}${fact(details, "name")}. Each runtime would choose for itself, or refuse.`,
          remedy: "Export the model again, or give one of the two another name with the Python package onnx.",
        }
      : {
          title: "The model file is damaged",
          what: `The file decodes, but its graph makes no sense: ${details.what}${fact(details, "name")}.`,
          remedy: "Download or copy it again and compare its size; if it stays so, export the model again.",
        },
  "model.too-large": (details) => ({
    title: "The model is larger than the lab takes in",
    what: `It has ${Number(details.found).toLocaleString("en")} ${details.what}; the limit is ${Number(details.limit).toLocaleString("en")}.`,
    remedy: "A network of this size does not fit a browser tab; a damaged file can look as large, too.",
  }),
  "model.external-missing": (details) => ({
    title: "The weights are in another file",
    what: `This model keeps weights beside it, in ${details.files}, which ${details.count === 1 ? "was" : "were"} not given.`,
    remedy: "Drop the .onnx and its data files together, or the folder that holds them.",
  }),
  "model.missing-ops": (details) => ({
    title: "The runtime lacks operators of this model",
    what: `ONNX Runtime Web does not have ${details.ops}.`,
    remedy:
      "Export the model without custom operators, for example with pre- and postprocessing left out, or for another operator set.",
  }),
  "model.unsupported": (details) =>
    details.what === "inputs"
      ? {
          title: "This model's inputs cannot be fed",
          what: `It has ${details.count} inputs${details.name ? `, of which the lab cannot feed ${details.name}` : ""}: it takes tensors of numbers.`,
          remedy: `Cut the model after its preparation of text or lists, with onnx.utils.extract_model, so that it takes tensors of numbers${details.name ? ` in place of ${details.name}` : ""}. What was open stays open.`,
        }
      : details.what === "input-size"
        ? {
            title: "An input of this model holds nothing",
            what: `Its input “${details.name}” is stated as ${details.shape}: with a dimension of 0 there is no value to feed.`,
            remedy:
              "Export the model with the size of its input in numbers, or with that dimension open. What was open stays open.",
          }
        : {
            title: "This model needs something the lab does not do",
            what: `The graph uses a feature the lab cannot work with${fact(details, "what", "problem", "feature", "op", "opset")}.`,
            remedy:
              "Export the model again with a fixed opset from 13 to 21 and the batch as the first dimension.",
          },
  "model.load-failed": say(
    "The runtime refused the model",
    "ONNX Runtime could not build a session from this graph.",
    "The technical details name the node. Export the model again without it, or open the file that was exported first, before other tools optimized it for one runtime.",
  ),
  "model.several": (details) => ({
    title: "Several models at once",
    what: `${details.count} models were given (${details.files}); the lab works on one at a time.`,
    remedy: "Choose or drop one of them, with its data files if it has any.",
  }),
  "model.already-quantized": (details) => ({
    title: details.left ? "This model is quantized in part already" : "This model is quantized already",
    what: details.left
      ? `The file holds quantized nodes (${details.kind}); ${formatCounted(Number(details.left), "layer")} in it ${details.left === 1 ? `is still FP32 (“${details.first}”)` : `are still FP32 (the first is “${details.first}”)`}. It is evaluated as it is; the lab quantizes no part of such a file.`
      : `The file holds quantized nodes (${details.kind}). It is evaluated as it is; nothing is quantized a second time.`,
    remedy: details.left
      ? "Open the FP32 model that it was made from: there these layers can be quantized with the others."
      : "Open the FP32 model that it was made from to quantize it with other options.",
  }),
  "model.no-layers": (details) => ({
    title: "Nothing in this model can be quantized",
    what: details.why
      ? `It has no layer that the lab quantizes. Its ${details.count === 1 ? "only candidate stays" : `${details.count} candidates stay`} in floating point: ${details.why}${Number(details.count) > 3 ? "; …" : ""}.`
      : "It has no layer that the lab quantizes: no Conv, ConvTranspose, Gemm or MatMul.",
    remedy: "The model stays open. Choose one with such layers and float32 weights in its main graph.",
  }),
  "model.layers-hidden": (details) => ({
    title: "Some layers stay in FP32 where they are",
    what: `${details.count === 1 ? "1 layer is" : `${details.count} layers are`} not quantized; the first is “${details.first}”: ${details.reason}.`,
    remedy:
      "The figures hold for the file as it is. To quantize these layers too, export the model without branches and functions.",
  }),
  "model.renamed": (details) => ({
    title: "An input or output has another name",
    what: `“${details.from}” is called “${details.to}” in the lab and in the exported file: no browser can hand a tensor of that name to the runtime.`,
    remedy: "Call it by the new name, or rename it before the export.",
  }),
  "run.part-failed": (details) => ({
    title: "A part of the run failed",
    what: `${capitalized(String(details.part))} failed: ${errorMessage(details.code as LabErrorCode, {}).what}${fact(details, "message")} Everything else was measured and is kept.`,
    remedy:
      "Run again; if the same part fails again, the figures that are missing cannot be had for this model here.",
  }),
  "data.missing": (details) => ({
    title: "The images are not there",
    what: `No image set was found at its address${fact(details, "url", "name")}.`,
    remedy:
      "Pick the image set again in the header; if the page is served from a copy, check that datasets/ came along.",
  }),
  "data.invalid": (details) => ({
    title: "The image set is not valid",
    what: `It cannot be read${fact(details, "name", "path")}${details.problem ? `: ${details.problem}` : ""}.`,
    remedy: "Pick another image set, or repair what the technical details name.",
  }),
  "data.empty": (details) => ({
    title: "No pictures in there",
    what: `None of the ${details.files ?? "chosen"} files is a picture or a data file the lab reads${details.name ? `: “${details.name}” was left out because ${details.reason}` : ""}.`,
    remedy:
      "Choose PNG, JPEG, WebP, GIF, BMP or AVIF pictures, a folder, zip or tar of them, or IDX, CIFAR or NumPy files.",
  }),
  "data.too-large": (details) => ({
    title: "More than the lab will unpack",
    what: `“${details.name}” has ${details.found} ${details.what}; the limit is ${details.limit}. Nothing of it was taken.`,
    remedy: "Choose fewer pictures: a thousand are enough, and smaller archives load sooner.",
  }),
  "data.decode-failed": (details) => ({
    title: Number(details.count) > 1 ? "None of the images could be read" : "An image could not be read",
    what:
      Number(details.count) > 1
        ? `Of ${details.count} images that were tried none could be decoded; the first is “${details.name}”: ${details.reason}. What was open before stays open.`
        : `An image file could not be decoded${fact(details, "name")}${details.reason ? `: ${details.reason}` : ""}.`,
    remedy:
      "Reload the page in case the download was cut short; otherwise save the image again as PNG or JPEG.",
  }),
  "data.shape-mismatch": ({ what, name, actual, expected }) =>
    what === "output"
      ? {
          title: "The model gives other outputs than its file says",
          what: `Its output “${name}” has the shape ${actual}, where the file announces ${expected}.`,
          remedy:
            "Export the model again; with the batch as the first dimension it can be compared item by item.",
        }
      : what === "array"
        ? {
            title: "The arrays do not fit the model",
            what: `“${name}” has the shape ${actual}, and the model's input takes ${expected}.`,
            remedy:
              "Save the array in the model's shape, with the items one after the other along the first axis or one file for each item. What was open before stays open.",
          }
        : {
            title: "Model and images do not fit together",
            what: `The model's input “${name}” takes ${expected}, and the images give ${actual}.`,
            remedy:
              String(expected).split("×").length === 4
                ? "Set the size, layout and channels under “Preprocessing”, choose another image set, or go back to a bundled model."
                : "This model takes no images: open arrays of its shape, as .npy files or one .npz.",
          },
  "data.not-images": say(
    "These items are no images",
    "The open set holds arrays of numbers, which are fed to the model as they are; there is nothing to draw.",
    "All figures are told as for images. Open an image set to see what the network gets.",
  ),
  "data.labels-beyond-classes": (details) => ({
    title: "Some labels are no class of this model",
    what: `${details.count} pictures have labels beyond the ${details.classes} classes that the model tells apart; they count as unlabelled.`,
    remedy: "Check that the images and their label file belong to this model.",
  }),
  "data.labels-shifted": (details) => ({
    title: "The model has a background class",
    what: `It tells apart ${details.classes} classes, one more than the labels have, so its class ${details.offset} is taken for label 0.`,
    remedy: "If accuracy is near chance, number the labels as the model does.",
  }),
  "data.pictures-skipped": (details) => ({
    title: "Damaged pictures were left out",
    what: `${details.count} pictures could not be decoded and count nowhere; the first is “${details.first}”.`,
    remedy: "Save them again as PNG or JPEG, or remove them from the set.",
  }),
  "data.split-shared": (details) => ({
    title: "Calibrated and evaluated on the same pictures",
    what: `${details.count} pictures are too few to be divided, so the results look better than they are.`,
    remedy: "Add pictures: some 100 for calibration and as many for evaluation tell more.",
  }),
  "data.input-missing": (details) => ({
    title: "An input of the model gets nothing",
    what: `The model wants “${details.input}” (${details.type} ${details.shape}) beside the pictures, and ${details.arrays ? `none of the arrays there (${details.arrays}) is called so or has its shape` : "the images bring no array for it"}.`,
    remedy:
      "Open an .npz, or .npy files together, with one array named after each input and a row for each item; the pictures can be one of them.",
  }),
  "fp32.near-chance": (details) => {
    const classes = Number(details.classes);
    const stand = { below: "fewer than", above: "hardly more than" }[String(details.beside)] ?? "as many as";
    return {
      title: `FP32 accuracy is near chance: ${fp32Cause(details)}`,
      what: `The unquantized model classifies ${scoreOf(details)} correctly, ${stand} guessing among ${formatCount(classes)} classes would (${formatPercent(1 / classes)}).${fp32Evidence(details)}`,
      remedy: fp32Remedy(details),
    };
  },
  "fp32.departs": (details) => {
    const known = Number(details.knownCorrect) / Number(details.knownTotal);
    const isLower = Number(details.correct) / Number(details.total) < known;
    return {
      title: `FP32 is ${isLower ? "less" : "more"} accurate than this model is known to be: ${fp32Cause(details)}`,
      what: `The unquantized model classifies ${scoreOf(details)} correctly; on its own images it gets ${formatPercent(known)} (${formatCount(Number(details.knownCorrect))} of ${formatCount(Number(details.knownTotal))}). Drawing the images does not explain the difference.${fp32Evidence(details)}`,
      remedy: fp32Remedy(details),
    };
  },
  "output.not-comparable": (details) => ({
    title: "An output cannot be compared",
    what: `“${details.output}” has another number of values in the quantized model, for ${details.count} items: networks that select boxes themselves do that.`,
    remedy: "Compare the other outputs, or export the model without its selection (non-maximum suppression).",
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
      remedy:
        lost > 0
          ? "Look under “Layers” for the first layer whose output error is not a number, and keep that layer in FP32."
          : "Look for NaN and infinities in the images or arrays themselves, and check scale, mean and std under “Preprocessing”.",
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
        "Look for NaN and infinities in the images or arrays themselves, and under “Layers” for the first layer whose output error is not a number.",
    };
  },
  "output.not-tensor": (details) => ({
    title: "An output is not compared",
    what: `“${details.output}” is no tensor of numbers (${details.type}), so the lab compares the other outputs only.`,
    remedy:
      "To compare it too, export the model without what makes it (ZipMap, for example, with the option zipmap=False).",
  }),
  "quantized.optimizer-differs": ({ output, share, lostDb }) => ({
    title: "The runtime's optimizer changes what this file answers",
    what: `On one image, output “${output}” ${typeof share === "number" ? `differs by up to ${formatPercent(share)} of its largest value` : "has values that are no numbers"} once ONNX Runtime's optimizer has rewritten the file${typeof lostDb === "number" ? `, and lies ${formatDecibels(lostDb)} further from FP32` : ""}. The figures shown are those with the optimizer, as programs run the file by default.`,
    remedy:
      "Where you run the file, compare with graph_optimization_level at ORT_DISABLE_ALL; or keep in FP32 the layers with the largest output error, and run again.",
  }),
  "recipe.invalid": (details) => ({
    title: "The recipe is not valid",
    what: `One of the options has a value that cannot be used${fact(details, "path")}${details.problem ? `: ${details.problem}` : ""}.`,
    remedy: "Undo the last change, or press Reset in the recipe.",
  }),
  "recipe.unsupported": (details) => ({
    title: "This combination is not supported",
    what: `The lab cannot build a model with these options${fact(details, "what", "path", "option")}.`,
    remedy: "Undo the last change, or press Reset in the recipe.",
  }),
  "recipe.unknown-layer": (details) => ({
    title: "An exception names a layer that this model lacks",
    what: `The recipe holds an exception for a layer that is not in the graph${fact(details, "layer", "name")}.`,
    remedy: "Remove it under “Exceptions” in the recipe.",
  }),
  "calibration.non-finite": (details) => ({
    title: "Calibration met values that are not numbers",
    what: `${formatCounted(Number(details.count), "activation value")}${fact(details, "tensor")} ${details.count === 1 ? "is infinite or NaN; it was" : "are infinite or NaN; they were"} left out of the ranges.`,
    remedy: "Check the preprocessing (scale, mean, std) and that the FP32 model is sound on these images.",
  }),
  "layer.weights-non-finite": (details) => ({
    title: "A layer's weights are not numbers",
    what: `The weights${fact(details, "layer")} hold ${formatCounted(Number(details.count), "NaN or infinite value")}; ${details.precision === "fp16" ? "they are the same in FP16" : "the layer stays in FP32"}.`,
    remedy: "Export the model again from a sound checkpoint: FP32 accuracy suffers from them, too.",
  }),
  "layer.range-collapsed": (details) => ({
    title: "A range has no width",
    what: `All values of “${details.tensor ?? details.layer}” were ${details.value ?? 0}; such a range gets scale ${details.scale ?? 1}.`,
    remedy: "Check the preprocessing, or whether the layer is dead; more calibration pictures may wake it.",
  }),
  "layer.activations-non-finite": (details) => ({
    title: "A layer's activations are not numbers",
    what: `No finite value of “${details.tensor}” was seen while calibrating; ${details.layer ? `layer “${details.layer}”` : "what reads it"} stays in FP32.`,
    remedy: "Check the preprocessing (scale, mean, std) and that the FP32 model is sound on these pictures.",
  }),
  "layer.group-too-large": (details) => ({
    title: "The group is larger than the layer",
    what: `Groups of ${details.size} do not fit the ${details.inputs} inputs per output channel of “${details.layer}”; it has one scale per channel.`,
    remedy: "Choose a smaller group size if this layer matters.",
  }),
  "layer.bias-clamped": (details) => ({
    title: "A bias does not fit into int32",
    what: `${details.count} bias values of “${details.layer}” overflow at scale ${details.scale} and were clamped.`,
    remedy: "Keep the layer in FP32, or calibrate with a method that gives its input a wider range.",
  }),
  "layer.half-overflow": (details) => ({
    title: "Weights exceed the range of FP16",
    what: `${details.count} weights of “${details.layer}” are beyond ±65504; the layer stays in FP32.`,
    remedy:
      "The layer is in FP32 already, and the file works. To be rid of this notice, choose FP32 for it under “Exceptions”.",
  }),
  "layer.half-activations-overflow": (details) => ({
    title: "Activations exceed the range of FP16",
    what: `“${details.layer}” computes in FP16, which ends at ±65504: ${formatCounted(Number(details.count), "value")} of its output ${details.count === 1 ? "is" : "are"} NaN or infinite where FP32 has numbers, on ${formatCounted(Number(details.images), "image")}.`,
    remedy:
      "Keep the first of these layers in FP32, then run again: those behind it may only pass its values on.",
  }),
  "layer.left-float": (details) => ({
    title: "A layer stays in FP32",
    what: `“${details.layer}”: ${details.reason}.`,
    remedy: "Choose another mode if it matters that this layer is quantized.",
  }),
  "correction.skipped": (details) => ({
    title: "A correction left a layer out",
    what: `${details.correction} of “${details.layer}” was skipped: ${details.reason}.`,
    remedy: "The rest of the correction was applied.",
  }),
  "correction.held-back": (details) => ({
    title: "Equalization was held back",
    what: `${formatCounted(Number(details.count), "channel")} between ${formatCounted(Number(details.pairs), "pair")} of layers ${details.count === 1 ? "keeps" : "keep"} more of the range that the file gives, most of all ${details.channels} between “${details.layer}” and “${details.second}”: their weights are tiny beside their bias, which equalization would have blown up.`,
    remedy: "The other channels were equalized.",
  }),
  "correction.worse": (details) => ({
    title: "The corrections made things worse",
    what: `With ${details.corrections}, “${details.output}” keeps ${formatDecibels(Number(details.withDb))}; without, it keeps ${formatDecibels(Number(details.withoutDb))} (measured on ${formatCounted(Number(details.count), "item")}).`,
    remedy: "Run again without corrections.",
  }),
  "model.opset-kept": (details) => ({
    title: "The operator set could not be raised",
    what: `“${details.name}” (${details.op}) keeps the model at operator set ${details.opset}, which lacks ${details.lacks}; ${details.instead}.`,
    remedy: "Export the model again with opset 21 if this matters.",
  }),
  "runtime.load-failed": say(
    "The runtime did not start",
    "ONNX Runtime's WebAssembly could not be loaded or started.",
    "Reload the page. A content blocker or an old browser can be the cause: the lab needs WebAssembly SIMD.",
  ),
  "runtime.not-loaded": say(
    "The runtime could not be fetched",
    `ONNX Runtime is a part of the page that is loaded when it is needed. ${NOT_THERE}`,
    NOTHING_LOST,
  ),
  "runtime.out-of-memory": say(
    "Out of memory",
    "The browser could not give the lab the memory that this run asked for.",
    "Lower the number of calibration images, close other tabs, or choose a smaller model. The worker has been started afresh.",
  ),
  "runtime.run-failed": say(
    "The model failed while running",
    "ONNX Runtime stopped with an error inside the graph.",
    "The technical details name the node. Where it is a layer of the network, keep it in FP32 under “Exceptions” and run again; where FP32 fails at it as well, export the model again for the shape of these images.",
  ),
  "webgpu.unavailable": say(
    "WebGPU is not available here",
    "The browser gave no WebGPU adapter, so FP32 runs on WASM as well.",
    "Results are the same, only slower. Use a current Chrome or Edge, or switch hardware acceleration on.",
  ),
  "webgpu.mismatch": say(
    "WebGPU gave other numbers than WASM",
    "On a test input the two disagreed by more than rounding, so the lab does not use WebGPU for this model.",
    "FP32 was run on WASM instead. Updating the graphics driver or browser may help.",
  ),
  "worker.crashed": say(
    "The worker crashed",
    "The background thread that does the work ended without warning, most often for lack of memory.",
    "A new one has been started: press Run to try again, with fewer images if memory was short.",
  ),
  "worker.not-loaded": say(
    "The worker could not be fetched",
    `The background thread that does the work has not started. ${NOT_THERE}`,
    NOTHING_LOST,
  ),
  "part.not-loaded": say("Part of the page could not be fetched", NOT_THERE, NOTHING_LOST),
  "mini.crashed": say(
    "The numbers of the experiment could not be computed",
    "The background thread that computes them ended without warning, or could not be started.",
    "Try again. If that fails too, reload the page, or take fewer values if memory is short.",
  ),
  "network.failed": (details) =>
    details.cors
      ? {
          title: "The server did not hand over the file",
          what: `${hostOf(details.url)} did not answer, or does not let other pages read its files (it sends no CORS header)${fact(details, "url")}.`,
          remedy:
            "Download the file and drop it here. Addresses at Hugging Face (“resolve” links) and raw.githubusercontent.com can be read.",
        }
      : {
          title: "A download failed",
          what: `A file could not be fetched${fact(details, "url")}${details.status ? `: the server answered ${details.status}` : ""}.`,
          remedy: "Check the address, the connection and that the server is still running, then try again.",
        },
  "source.changed": (details) =>
    details.url == null
      ? {
          title: "This is another file",
          what: `The experiment was made with a file${fact(details, "name")} whose SHA-256 is ${details.expected}; the one opened has ${details.found}.`,
          remedy:
            "Ask for the file that the link was made with, or drop this one on the page to work with it all the same.",
        }
      : {
          title: "The address holds another file than it did",
          what: `The recipe was made with a file whose SHA-256 is ${details.expected}; what ${hostOf(details.url)} sent has ${details.found}.`,
          remedy:
            "Ask for the file of then, or open the address yourself in the picker to work with the one that is there now.",
        },
  "storage.unavailable": say(
    "Nothing is kept between visits",
    "The browser does not let this page store files, as in a private window.",
    "Everything else works; models and images of your own have to be opened again at the next visit.",
  ),
  "storage.full": (details) => ({
    title: "No room to keep this on the device",
    what: `The browser's storage is too full for “${details.name}” (${formatBytes(Number(details.sizeBytes))}). It is loaded and works, and what was kept before is still there.`,
    remedy: "Remove kept models or image sets in the pickers, then open it again to keep it.",
  }),
  "storage.lost": (details) => ({
    title: "It is no longer on this device",
    what: `“${details.name}” was kept at an earlier visit, but its files cannot be read any more.`,
    remedy: "Remove it from the list and open the files again.",
  }),
  "link.invalid": (details) => ({
    title: "The link is damaged",
    what: `What stands behind the # of the address cannot be read${fact(details, "problem")}${details.path ? ` at ${details.path}` : ""}.`,
    remedy: "Ask for the link again; chat programs sometimes cut long links. The lab has opened as usual.",
  }),
  "link.newer": ({ version, known }) => ({
    title: "The link is of a newer lab",
    what: `It is written in version ${version}, and this page reads up to version ${known}.`,
    remedy: "Reload the page to get the newest lab, or ask for the report file in place of the link.",
  }),
  "log.invalid": (details) => ({
    title: "This is no experiment log",
    what: `The file is none that the lab has exported, or it was changed since${fact(details, "problem")}${details.path ? ` at ${details.path}` : ""}.`,
    remedy: "Import a file made by “Export JSON” of this page.",
  }),
  "scenario.layer-missing": (details) => ({
    title: "The scenario does not fit this model",
    what: `“${details.title}” breaks the layer “${details.layer}”, and the open model has none of that name.`,
    remedy: "Open the bundled model that the scenario names, or choose another scenario.",
  }),
  internal: say(
    "Something went wrong in the lab",
    "This is a fault of ours, not of your model or images.",
    RELOAD,
  ),
};

export const errorMessage = (code: LabErrorCode, details: ErrorDetails): ErrorMessage =>
  MESSAGES[code](details);
