import type { LabErrorCode } from "#failures/lab-error.ts";

/** FP32 that is near chance, and FP32 that departs from what is known, have causes in common. */
const FP32 = {
  labelsLow:
    "Number the classes as the model does: add 1 to every label, since the model has a class in front of the first, often a background. Then open the images again.",
  labelsHigh:
    "Number the classes as the model does: take 1 from every label, since the model counts from 0. Then open the images again.",
  preprocess: "Restore the preprocessing that the model was trained with, and run again.",
  noPrediction:
    "Look for NaN and infinities in the images or arrays, and in the weights: the model has to be exported again from a sound checkpoint if they are there.",
  unknown:
    "Look at what the network gets under “Preprocessing”, try another preset, and check that class numbers are the model's own.",
};

/**
 * What to do next, for every kind of error and, within a kind, for every case in which something else helps. A kind
 * without a remedy does not compile. The remedies are tried in `remedies.*.test.ts` and `remedies.*.slow.test.ts`.
 */
export const REMEDIES = {
  "model.missing": {
    always: "Pick another model in the header, or open an .onnx file of your own with “Model file”.",
  },
  "model.not-onnx": {
    page: "Paste the address that downloads the file itself; at Hugging Face it has “/resolve/” in it.",
    file: "Choose a file that ends in .onnx; convert a PyTorch model with torch.onnx.export, a TensorFlow one with tf2onnx.",
  },
  "model.truncated": { always: "Download or copy the file again, and compare its size with the original's." },
  "model.damaged": {
    twice: "Export the model again, or give one of the two another name with the Python package onnx.",
    otherwise:
      "Download or copy the file again. If it stays so, the program that wrote it is at fault: export the model again, with a newer version of that program.",
  },
  "model.too-large": {
    always:
      "Open a smaller model. If you know that this one is small, the file is damaged: download it again.",
  },
  "model.external-missing": {
    always: "Drop the .onnx and its data files together, or the folder that holds them.",
  },
  "model.missing-ops": {
    always:
      "Export the model without these operators: leave pre- and postprocessing out, or choose an operator set of ONNX's own.",
  },
  "model.unsupported": {
    noInputs:
      "Export the model with its input as an input: a graph without one gives the same answer for ever.",
    notNumbers: "Export the model with numbers in place of text, sequences and maps.",
    oddNumbers: "Export the model with inputs of float32.",
    outputs:
      "Export the model with its scores as an output of numbers (with scikit-learn's exporter, the option zipmap=False).",
    emptyInput:
      "Export the model with the size of its input in numbers, or with that dimension open. What was open stays open.",
    noGraph: "Export the model again: this file holds a head without a network.",
    tooOld:
      "Export the model again with a current exporter, or raise it with onnx.version_converter to operator set 13 or later.",
    weightsApart:
      "Save the model with all its weights in one file (in Python: onnx.save_model(model, path)).",
    constant:
      "Export the model again: the program that wrote this constant made it of another type or size than its operator takes.",
  },
  "model.load-failed": {
    quantized: "Choose another mode, or keep in FP32 the layer that the runtime names, and run again.",
    always:
      "Export the model again so that what the runtime names does not come up. In Python, onnxruntime.InferenceSession(path) says the same, so that you can try the file there.",
  },
  "model.several": { always: "Choose or drop one of them, with its data files if it has any." },
  "model.already-quantized": {
    always: "Open the floating-point model that it was made from to quantize it with other options.",
    partly:
      "Open the floating-point model that it was made from: there these layers can be quantized with the others.",
  },
  "model.no-layers": {
    always:
      "The model stays open. To quantize, open one with such layers, with weights stored as float32 or float16.",
  },
  "model.layers-hidden": {
    always:
      "The figures hold for the file as it is. To quantize these layers too, export the model without branches and loops.",
  },
  "model.renamed": { always: "Call it by the new name, or rename it before the export." },
  "model.opset-kept": {
    always:
      "Nothing has to be done, the values are the same. To store them smaller, export the model with operator set 21.",
  },
  "data.missing": {
    loaded: "Open images with “Images” in the header.",
    always:
      "Pick the image set again in the header; if the page is served from a copy, check that datasets/ came along.",
  },
  "data.invalid": {
    always: "Repair what is named here and open the files again, or pick another image set.",
  },
  "data.empty": {
    always:
      "Choose PNG, JPEG, WebP, GIF, BMP or AVIF images, a folder, zip or tar of them, or IDX, CIFAR or NumPy files.",
  },
  "data.too-large": {
    images: "Choose fewer images: a thousand are enough, and smaller archives load sooner.",
    list: "Choose a text file with one class name in a line, or a table of them.",
  },
  "data.decode-failed": {
    always: "Save the image again as PNG or JPEG, or leave it out, and open the files again.",
  },
  "data.not-images": {
    always: "All figures are told as for images. Open an image set to see what the network gets.",
  },
  "data.shape-mismatch": {
    output: "Export the model again; with the batch as the first dimension it can be compared item by item.",
    array:
      "Save the array in the model's shape, with the items one after the other along the first axis or one file for each item. What was open before stays open.",
    images:
      "Set the size, layout and channels under “Preprocessing”, choose another image set, or go back to a bundled model.",
    noImages: "This model takes no images: open arrays of its shape, as .npy files or one .npz.",
  },
  "data.labels-beyond-classes": {
    always: "Check that the images and their label file belong to this model; class numbers start at 0.",
  },
  "data.labels-shifted": {
    always:
      "Nothing has to be done if accuracy is what you expect. Otherwise number the labels as the model does.",
  },
  "data.pictures-skipped": { always: "Save them again as PNG or JPEG, or remove them from the set." },
  "data.split-shared": {
    always: "Add images: some 100 for calibration and as many for evaluation tell more.",
  },
  "data.input-missing": {
    always:
      "Open an .npz, or .npy files together, with one array named after each input and a row for each item; the images can be one of them.",
  },
  "fp32.near-chance": {
    ...FP32,
    otherModel: "Open images with the classes of this model, or the model of these images.",
    tensors:
      "Tensors are fed as they are: check that their values are scaled as those that the model was trained on, and that class numbers are the model's own.",
  },
  "fp32.departs": {
    ...FP32,
    images: "Judge these images by their own FP32 accuracy, or open the images that the model is known for.",
  },
  "output.not-comparable": {
    always: "Compare the other outputs, or export the model without its selection (non-maximum suppression).",
  },
  "output.not-finite": {
    quantized:
      "Look under “Layers” for the first layer whose output error is not a number, and keep that layer in FP32.",
    fp32: "Look for NaN and infinities in the images or arrays themselves, and check scale, mean and std under “Preprocessing”.",
  },
  "output.no-prediction": {
    quantized:
      "Look under “Layers” for the first layer whose output error is not a number, and keep that layer in FP32.",
    fp32: "Look for NaN and infinities in the images or arrays themselves, and check scale, mean and std under “Preprocessing”.",
  },
  "output.not-tensor": {
    always:
      "To compare it too, export the model without what makes it (ZipMap, for example, with the option zipmap=False).",
  },
  "quantized.optimizer-differs": {
    always:
      "Where you run the file, compare with graph_optimization_level at ORT_DISABLE_ALL; or keep in FP32 the layers with the largest output error, and run again.",
  },
  "recipe.invalid": { always: "Undo the last change, or press Reset in the recipe." },
  "recipe.unknown-layer": { always: "Remove it under “Exceptions” in the recipe." },
  "calibration.non-finite": {
    value: "Take other values, or those of another layer.",
    always:
      "Look for NaN and infinities in the calibration images or arrays, and check scale, mean and std under “Preprocessing”.",
  },
  "layer.weights-non-finite": {
    always: "Export the model again from a checkpoint without NaN: FP32 accuracy suffers from them, too.",
  },
  "layer.range-collapsed": {
    always:
      "Check the preprocessing, and take more calibration images. If the range stays without width, the layer always computes the same value: keep it in FP32, or leave it as it is.",
  },
  "layer.activations-non-finite": {
    always:
      "Look for NaN and infinities in the images or arrays, and check scale, mean and std under “Preprocessing”.",
  },
  "layer.group-too-large": {
    always:
      "Nothing has to be done: the channel is a group of its own. Choose one scale per channel for this layer to say so.",
  },
  "layer.bias-clamped": { always: "Keep the layer in FP32 under “Exceptions”, and run again." },
  "layer.half-overflow": {
    always:
      "Nothing has to be done: the layer computes in FP32. Choose FP32 for it under “Exceptions” to say so.",
  },
  "layer.half-activations-overflow": {
    always:
      "Keep the first of these layers in FP32, then run again: those behind it may only pass its values on.",
  },
  "layer.left-float": { always: "Choose the mode “static” if it matters that this layer is quantized." },
  "correction.skipped": {
    always:
      "Nothing has to be done: the other layers were corrected. Switch this correction off to do without it.",
  },
  "correction.held-back": { always: "Nothing has to be done: the other channels were equalized." },
  "correction.worse": { always: "Run again without corrections." },
  "run.part-failed": {
    always:
      "Everything else is measured and shown. Run again; if the same part fails again, its figures cannot be had for this model here.",
  },
  "runtime.load-failed": {
    always:
      "Reload the page once you are online. If it stays so, a content blocker or an old browser is the cause: the lab needs WebAssembly SIMD.",
  },
  "runtime.out-of-memory": {
    always:
      "Try again with other tabs closed: the worker has been started afresh. If it stays so, the model is too large for a browser tab, which has 4 GB at most: choose a smaller one, or the same with smaller images.",
  },
  "runtime.run-failed": {
    fp32: "Quantization has no part in this. Try images of another size, or export the model again so that what the runtime names does not come up.",
    quantized: "Keep in FP32 the layer that the runtime names, or choose another mode, and run again.",
    either:
      "Run again. If it stays so, export the model again so that what the runtime names does not come up.",
  },
  "webgpu.unavailable": {
    always:
      "Nothing has to be done: results are the same, only slower. Use a current Chrome or Edge, or switch hardware acceleration on.",
  },
  "webgpu.mismatch": {
    always:
      "Nothing has to be done: FP32 was run on WASM instead. Updating the graphics driver or browser may help.",
  },
  "runtime.not-loaded": { always: "Nothing is lost: try again, or reload when you like." },
  "worker.not-loaded": { always: "Nothing is lost: try again, or reload when you like." },
  "part.not-loaded": { always: "Nothing is lost: try again, or reload when you like." },
  "worker.crashed": {
    always:
      "Try again: a new worker has been started. Take fewer images, or close other tabs, if memory was short.",
  },
  "mini.crashed": {
    always: "Try again. If that fails too, reload the page, or take fewer values if memory is short.",
  },
  "network.failed": {
    cors: "Download the file and drop it here. Addresses at Hugging Face (“resolve” links) and raw.githubusercontent.com can be read.",
    always: "Check the address, the connection and that the server is still running, then try again.",
  },
  "source.changed": {
    file: "Ask for the file that the link was made with, or drop this one on the page to work with it all the same.",
    address:
      "Ask for the file of then, or open the address yourself in the picker to work with the one that is there now.",
  },
  "storage.unavailable": {
    always: "Everything else works; open models and images of your own again at the next visit.",
  },
  "storage.full": {
    always: "Remove kept models or image sets in the pickers, then open it again to keep it.",
  },
  "storage.lost": { always: "Remove it from the list and open the files again." },
  "link.invalid": {
    always: "Ask for the link again; chat programs sometimes cut long links. The lab has opened as usual.",
  },
  "link.b-invalid": {
    always: "Ask for the link again to see both settings; setting A has opened as it was sent.",
  },
  "link.newer": {
    always: "Reload the page to get the newest lab, or ask for the report file in place of the link.",
  },
  "log.invalid": { always: "Import a file made by “Export JSON” of this page." },
  "scenario.layer-missing": {
    always: "Open the bundled model that the scenario names, or choose another scenario.",
  },
  internal: { always: "Reload the page; if it happens again, send us the technical details below." },
} as const satisfies Record<LabErrorCode, Readonly<Record<string, string>>>;
