import fc from "fast-check";
import { expect, test } from "vitest";
import { codeRange, deployableParams, type GridSpec } from "./affine.ts";
import type { Bits, Scheme } from "./grid.ts";
import { dequantizeInto, fakeQuantizeInto, quantizeInto } from "./quantize.ts";

const uint8: GridSpec = { bits: 8, scheme: "asymmetric", signed: false };
const int8: GridSpec = { bits: 8, scheme: "symmetric", signed: true };

// What ONNX Runtime 1.30's compute_scale_zp gives for these ranges.
type OrtCase = [number, number, Bits, Scheme, boolean, number, number];
const ortCases: OrtCase[] = [
  [-0.4256187081336975, -0.08492587506771088, 8, "symmetric", true, 0.0033513284288346767, 0],
  [-1.145970344543457, -1.0630615949630737, 8, "symmetric", true, 0.009023388847708702, 0],
  [-1.8279698623519383e28, 1.1925212629264366e28, 8, "symmetric", true, 1.439346313448624e26, 0],
  [-0.45914721488952637, -0.32912254333496094, 8, "symmetric", false, 0.0036011545453220606, 128],
  [-1.3770580291748047, 0.14741164445877075, 8, "symmetric", false, 0.010800454765558243, 128],
  [1.4456825812378867e-28, 2.2974006639069724e-28, 8, "symmetric", false, 1.80188294077095e-30, 128],
  [-0.22960135340690613, 1.3903496265411377, 8, "asymmetric", true, 0.006352749187499285, -92],
  [-1.7086623907089233, -0.6059368252754211, 8, "asymmetric", true, 0.0067006368190050125, 127],
  [1.1077321767807007, 2.122173309326172, 8, "asymmetric", true, 0.008322248235344887, -128],
  [-1.5087721347808838, -0.7996538281440735, 8, "asymmetric", false, 0.005916753318160772, 255],
  [-0.3920350968837738, 0.5374618172645569, 8, "asymmetric", false, 0.0036450857296586037, 108],
  [-1304186624.0, -773018304.0, 8, "asymmetric", false, 5114457.5, 255],
  [-0.299567312002182, 0.8496657609939575, 4, "symmetric", true, 0.12138082087039948, 0],
  [-0.5406699180603027, 0.5112525820732117, 4, "symmetric", true, 0.07723855972290039, 0],
  [7.900185933795772e32, 9.51727219005066e32, 4, "symmetric", true, 1.3596102990480849e32, 0],
  [-0.5354345440864563, 1.2111592292785645, 4, "symmetric", false, 0.1614878922700882, 8],
  [-0.2408396303653717, 0.5900677442550659, 4, "symmetric", false, 0.07867570221424103, 8],
  [-2.3223333463667852e32, 1.5472513506449631e32, 4, "symmetric", false, 3.0964444295843585e31, 8],
  [0.2322174608707428, 0.30856913328170776, 4, "asymmetric", true, 0.020571274682879448, -8],
  [1.1749866008758545, 1.5447841882705688, 4, "asymmetric", true, 0.10298561304807663, -8],
  [-1.3661602019422403e-23, 1.2868001637882823e-24, 4, "asymmetric", true, 9.965601915642652e-25, 6],
  [-0.7078624367713928, -0.5668644905090332, 4, "asymmetric", false, 0.0471908301115036, 15],
  [-0.9548271894454956, 0.047045595943927765, 4, "asymmetric", false, 0.06679151952266693, 14],
  [-1.4877579133099061e-6, 0.00028961896896362305, 4, "asymmetric", false, 1.940711445058696e-5, 0],
  [-0.5356693863868713, 0.10490011423826218, 2, "symmetric", true, 0.5356693863868713, 0],
  [-0.12961363792419434, 0.7839754819869995, 2, "symmetric", true, 0.7839754819869995, 0],
  [-0.012590431608259678, 0.011524621397256851, 2, "symmetric", true, 0.012590431608259678, 0],
  [-1.939876914024353, 1.6900181770324707, 2, "symmetric", false, 1.2932512760162354, 2],
  [1.311265468597412, 1.9208964109420776, 2, "symmetric", false, 1.2805975675582886, 2],
  [238857240576.0, 583297597440.0, 2, "symmetric", false, 388865064960.0, 2],
  [-1.1213499307632446, -0.6874261498451233, 2, "asymmetric", true, 0.37378332018852234, 1],
  [0.2619413733482361, 1.2105101346969604, 2, "asymmetric", true, 0.4035033881664276, -2],
  [-8.262727626401605e-15, 9.26687713855858e-16, 2, "asymmetric", true, 3.0631385879246456e-15, 1],
  [-0.30623817443847656, -0.0797698125243187, 2, "asymmetric", false, 0.10207939147949219, 3],
  [-0.6594046354293823, 0.9075278043746948, 2, "asymmetric", false, 0.5223107933998108, 1],
  [-5.065548402043677e-32, 6.974745772094133e-32, 2, "asymmetric", false, 4.013431587294995e-32, 1],
];

test.each(ortCases)(
  "[%d, %d] as ONNX Runtime, case %#",
  (rmin, rmax, bits, scheme, signed, scale, zeroPoint) => {
    expect(deployableParams(rmin, rmax, { bits, scheme, signed })).toMatchObject({ scale, zeroPoint });
  },
);

test("grids", () => {
  expect(codeRange(int8)).toEqual({ qmin: -127, qmax: 127 });
  expect(codeRange({ ...int8, bits: 2 })).toEqual({ qmin: -1, qmax: 1 });
  expect(codeRange({ ...int8, scheme: "asymmetric" })).toEqual({ qmin: -128, qmax: 127 });
  expect(codeRange({ ...uint8, bits: 4 })).toEqual({ qmin: 0, qmax: 15 });
});

test("an all-zero range gets scale 1 and zero point 0", () => {
  expect(deployableParams(0, 0, uint8)).toEqual({ scale: 1, zeroPoint: 0, qmin: 0, qmax: 255 });
});

test("a range wider than float32 still gets a finite scale", () => {
  expect(deployableParams(-3e38, 3e38, int8).scale).toBeCloseTo(3e38 / 127, -32);
});

test.each([
  [Number.NaN, 1],
  [0, Infinity],
  [-Infinity, 0],
])("[%d, %d] is refused", (rmin, rmax) => {
  expect(() => deployableParams(rmin, rmax, uint8)).toThrow("calibration.non-finite");
});

const grid: fc.Arbitrary<GridSpec> = fc.record({
  bits: fc.constantFrom(2 as const, 3 as const, 4 as const, 5 as const, 6 as const, 7 as const, 8 as const),
  scheme: fc.constantFrom("symmetric" as const, "asymmetric" as const),
  signed: fc.boolean(),
});
const ordinary = fc.float({ min: -1000, max: 1000, noNaN: true });
const range = fc
  .tuple(ordinary, ordinary)
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)])
  .filter(([low, high]) => Math.max(-low, high) > 1e-6);

test("zero is exactly representable and its code lies on the grid", () => {
  fc.assert(
    fc.property(range, grid, ([low, high], spec) => {
      const params = deployableParams(low, high, spec);
      expect(params.zeroPoint).toBeGreaterThanOrEqual(params.qmin);
      expect(params.zeroPoint).toBeLessThanOrEqual(params.qmax);
      const x = new Float32Array([0, -0]);
      fakeQuantizeInto(x, params, x);
      expect([...x].map(Math.abs)).toEqual([0, 0]);
    }),
  );
});

test("inside the range the round trip errs by at most half a step, plus the rounding of the zero point at the ends", () => {
  fc.assert(
    fc.property(range, grid, fc.float({ min: 0, max: 1, noNaN: true }), ([low, high], spec, t) => {
      const params = deployableParams(low, high, spec);
      const { scale, zeroPoint, qmin, qmax } = params;
      const x = Float32Array.of(low + t * (high - low));
      const codes = new Int16Array(1);
      const back = new Float32Array(1);
      quantizeInto(x, params, codes);
      dequantizeInto(codes, params, back);
      const slack = 1e-5 * scale + 1e-6 * Math.abs(x[0]);
      const clipped = x[0] < (qmin - zeroPoint) * scale || x[0] > (qmax - zeroPoint) * scale;
      expect(Math.abs(back[0] - x[0])).toBeLessThanOrEqual(scale / 2 + slack);
      if (clipped) expect([qmin, qmax]).toContain(codes[0]);
    }),
    { numRuns: 1000 },
  );
});
