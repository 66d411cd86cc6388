/** Writes the generated MobileNetV2 to the path given, for tools outside the browser. */
import { writeFileSync } from "node:fs";
import { writeModel } from "#onnx/model/write/model.ts";
import { mobilenetV2 } from "./mobilenet-v2.ts";

writeFileSync(process.argv[2], writeModel(mobilenetV2()));
