import { expect, it } from "vitest";
import { downloadUrl, nameOfUrl } from "./download-url.ts";

it.each([
  ["https://example.com/a/model.onnx?download=true", "https://example.com/a/model.onnx?download=true"],
  [" example.com/model.onnx ", "https://example.com/model.onnx"],
  ["http://localhost:8000/m.onnx", "http://localhost:8000/m.onnx"],
  ["localhost:8000/m.onnx", "http://localhost:8000/m.onnx"],
  [
    "https://huggingface.co/o/m/blob/main/onnx/model.onnx",
    "https://huggingface.co/o/m/resolve/main/onnx/model.onnx",
  ],
  [
    "https://huggingface.co/o/m/resolve/main/model.onnx?download=true",
    "https://huggingface.co/o/m/resolve/main/model.onnx?download=true",
  ],
  [
    "https://github.com/onnx/models/blob/main/a/b.onnx",
    "https://raw.githubusercontent.com/onnx/models/main/a/b.onnx",
  ],
  ["file:///etc/passwd", null],
  ["javascript:alert(1)", null],
  ["model.onnx but not an address", null],
  ["nonsense", null],
  ["", null],
])("%s", (pasted, expected) => {
  expect(downloadUrl(pasted)).toBe(expected);
});

it.each([
  ["https://example.com/a%20b/my%20net.onnx?x=1", "my net.onnx"],
  ["https://example.com/", "example.com"],
  ["https://example.com/%E0%A4%A", "%E0%A4%A"],
])("the file at %s is called %s", (url, name) => {
  expect(nameOfUrl(url)).toBe(name);
});
