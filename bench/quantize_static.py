"""ONNX Runtime's quantizer on the job of cases/job.ts: argv is the model. Prints one JSON object."""

import json
import logging
import resource
import sys
import tempfile
import time

import numpy as np
import onnxruntime
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)

PICTURES = 100

logging.disable(logging.WARNING)
model = sys.argv[1]
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
feed = session.get_inputs()[0].name
picture = np.random.default_rng(1).uniform(-2, 2, (1, 3, 224, 224)).astype(np.float32)


class Pictures(CalibrationDataReader):
    def __init__(self):
        self.left = PICTURES

    def get_next(self):
        self.left -= 1
        return {feed: picture} if self.left >= 0 else None


session.run(None, {feed: picture})
start = time.perf_counter()
for _ in range(PICTURES):
    session.run(None, {feed: picture})
plain = time.perf_counter() - start

start = time.perf_counter()
with tempfile.NamedTemporaryFile(suffix=".onnx") as output:
    quantize_static(
        model,
        output.name,
        Pictures(),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        calibrate_method=CalibrationMethod.Percentile,
        extra_options={"CalibPercentile": 99.999},
    )
job = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
print(json.dumps({"plainMs": plain * 1000, "jobMs": job * 1000, "peakMegabytes": peak}))
