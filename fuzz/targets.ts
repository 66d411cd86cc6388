import type { FuzzTarget } from "./target.ts";
import { CONTAINER_TARGETS } from "./targets/containers.ts";
import { onnxTarget, quantizeTarget } from "./targets/onnx.ts";

/** What `npm run fuzz` attacks. */
export const TARGETS: readonly FuzzTarget[] = [onnxTarget, quantizeTarget, ...CONTAINER_TARGETS];
