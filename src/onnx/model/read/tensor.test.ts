import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  type TensorProto,
  TensorProto_DataLocation,
  TensorProtoSchema,
  TensorProto_DataType as Type,
} from "../schema/onnx_pb.ts";
import {
  floatTensor,
  int4Tensor,
  int8Tensor,
  int32Tensor,
  int64Tensor,
  uint4Tensor,
  uint8Tensor,
} from "../write/tensor.ts";
import { elementCount, readFloats, readInts, tensorDims } from "./tensor.ts";

const tensor = (fields: Partial<TensorProto>) => create(TensorProtoSchema, fields as TensorProto);

describe("readFloats", () => {
  it("reads what floatTensor wrote, also at an odd offset", () => {
    const values = Float32Array.of(1.5, -2, Number.POSITIVE_INFINITY, 1e-40);
    const written = floatTensor("t", [2, 2], values);
    expect(readFloats(written)).toEqual(values);
    const shifted = new Uint8Array(17);
    shifted.set(written.rawData, 1);
    expect(readFloats(tensor({ ...written, rawData: shifted.subarray(1) }))).toEqual(values);
    expect(tensorDims(written)).toEqual([2, 2]);
  });

  it("unpacks elements of less than a byte, the first from the lowest bits", () => {
    expect(int4Tensor("t", [3], [-8, 7, -1]).rawData).toEqual(Uint8Array.of(0x78, 0x0f));
    const fields = { dims: [3n], dataType: Type.UINT4 };
    expect(readInts(tensor({ ...fields, int32Data: [0x21, 0x03] }))).toEqual([1, 2, 3]);
    const two = { dims: [5n], rawData: Uint8Array.of(0b11100100, 0b01) };
    expect(readInts(tensor({ ...two, dataType: Type.UINT2 }))).toEqual([0, 1, 2, 3, 1]);
    expect(readInts(tensor({ ...two, dataType: Type.INT2 }))).toEqual([0, 1, -2, -1, 1]);
    expect(() => readInts(tensor({ ...fields, name: "s", rawData: Uint8Array.of(0) }))).toThrow(
      expect.objectContaining({ details: { what: "element-count", name: "s", found: 2, needed: 3 } }),
    );
  });

  it("reads typed fields", () => {
    const dims = [2n];
    expect(readFloats(tensor({ dims, dataType: Type.FLOAT, floatData: [1, 2] }))).toEqual(
      Float32Array.of(1, 2),
    );
    expect(readFloats(tensor({ dims, dataType: Type.DOUBLE, doubleData: [0.1, 2] }))).toEqual(
      Float32Array.of(0.1, 2),
    );
  });

  it("reads half precision from bits, raw or typed", () => {
    const bits = [0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x3555];
    const values = Float32Array.of(1, -2, 65504, 2 ** -24, Number.POSITIVE_INFINITY, 0.333251953125);
    const dims = [6n];
    expect(readFloats(tensor({ dims, dataType: Type.FLOAT16, int32Data: bits }))).toEqual(values);
    const rawData = new Uint8Array(Uint16Array.from(bits).buffer);
    expect(readFloats(tensor({ dims, dataType: Type.FLOAT16, rawData }))).toEqual(values);
    const brain = tensor({ dims: [2n], dataType: Type.BFLOAT16, int32Data: [0x3fc0, 0xc000] });
    expect(readFloats(brain)).toEqual(Float32Array.of(1.5, -2));
  });

  it("refuses external data, other types and wrong lengths, by name", () => {
    const external = tensor({
      name: "w",
      dataType: Type.FLOAT,
      dataLocation: TensorProto_DataLocation.EXTERNAL,
      externalData: [{ $typeName: "onnx.StringStringEntryProto", key: "location", value: "w.bin" }],
    });
    expect(() => readFloats(external)).toThrow(
      expect.objectContaining({ details: { what: "external-data", name: "w", file: "w.bin" } }),
    );
    expect(() => readFloats(int8Tensor("i", [1], [1]))).toThrow(
      expect.objectContaining({ code: "model.unsupported" }),
    );
    expect(() => readFloats(tensor({ name: "e", dims: [3n], dataType: Type.FLOAT, floatData: [1] }))).toThrow(
      expect.objectContaining({ details: { what: "element-count", name: "e", found: 1, needed: 3 } }),
    );
  });
});

describe("readInts", () => {
  it("reads what the writers wrote", () => {
    expect(readInts(int8Tensor("t", [3], [-128, 0, 127]))).toEqual([-128, 0, 127]);
    expect(readInts(uint8Tensor("t", [2], [0, 255]))).toEqual([0, 255]);
    expect(readInts(int4Tensor("t", [3], [-8, 7, -1]))).toEqual([-8, 7, -1]);
    expect(readInts(uint4Tensor("t", [1, 4], [15, 0, 1, 8]))).toEqual([15, 0, 1, 8]);
    expect(readInts(int32Tensor("t", [2], [-(2 ** 31), 7]))).toEqual([-(2 ** 31), 7]);
    expect(readInts(int64Tensor("t", [], [-1]))).toEqual([-1]);
    expect(elementCount(int64Tensor("t", [], [-1]))).toBe(1);
  });

  it("reads typed fields", () => {
    expect(readInts(tensor({ dims: [2n], dataType: Type.INT64, int64Data: [3n, -1n] }))).toEqual([3, -1]);
    expect(readInts(tensor({ dims: [2n], dataType: Type.INT8, int32Data: [3, -1] }))).toEqual([3, -1]);
    expect(readInts(tensor({ dims: [1n], dataType: Type.UINT32, uint64Data: [9n] }))).toEqual([9]);
  });
});
