"""Write src/shared/onnx/tiny-model.ts: the smallest model there is, run once so that the runtime's start-up is over.

python test/pico/make_tiny_model.py
"""

import base64
from pathlib import Path

from onnx import TensorProto, checker, helper

TARGET = Path(__file__).resolve().parents[2] / "src/shared/onnx/tiny-model.ts"


def tiny_model() -> bytes:
    x, y = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in "xy"
    )
    graph = helper.make_graph(
        [helper.make_node("Identity", ["x"], ["y"])], "tiny", [x], [y]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    checker.check_model(model)
    return model.SerializeToString()


def main() -> None:
    text = base64.b64encode(tiny_model()).decode()
    TARGET.write_text(
        "/** y = x as an ONNX model, in base64. Written by test/pico/make_tiny_model.py. */\n"
        f'export const tinyModel =\n  "{text}";\n',
        encoding="ascii",
    )


if __name__ == "__main__":
    main()
