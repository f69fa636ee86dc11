"""Writes test/data/keras-operations.jsonl: the layers that Keras 3.15 makes of operations, and their output shapes.

Run: KERAS_BACKEND=torch python scripts/goldens/operations.py > test/data/keras-operations.jsonl
"""
import json
import keras
from keras import ops

cases = []


def case(shapes, make):
    tensors = [keras.Input(s) for s in shapes]
    out = make(*tensors)
    model = keras.Model(tensors, out)
    layer = json.loads(model.to_json())["config"]["layers"][-1]
    shapes_out = [list(o.shape) for o in keras.tree.flatten(out)]
    print(json.dumps({"id": f"op-{len(cases):03d}", "class": layer["class_name"], "layer": layer,
                      "inputs": [[None, *s] for s in shapes], "outputs": shapes_out}))
    cases.append(1)


A, B, C = (8, 6, 4), (5, 4), (7,)
for name in "abs ceil cos exp floor log log1p negative round rsqrt sigmoid sign sin sqrt square tanh relu relu6 selu silu softplus softsign gelu elu leaky_relu hard_sigmoid log_softmax softmax stop_gradient isnan logical_not erf zeros_like ones_like".split():
    for shape in (A, C):
        case([shape], lambda x: getattr(ops, name)(x))
for name in "add subtract multiply divide maximum minimum power equal greater less floor_divide mod logical_and".split():
    op = getattr(ops, name)
    case([A, A], op)
    case([A, (1, 6, 1)], op)
    case([B, (1, 4)], op)
    case([A], lambda x: op(x, 2.0))
    case([A], lambda x: op(x, ops.ones((6, 4))))
for name in "mean sum max min prod std var any all logsumexp".split():
    op = getattr(ops, name)
    for axis in (None, 1, -1, (1, 2), (0, -1)):
        for keep in (True, False):
            case([A], lambda x: op(x, axis=axis, keepdims=keep))
for axis in (1, -1):
    case([A], lambda x: ops.argmax(x, axis=axis))
    case([A], lambda x: ops.expand_dims(x, axis))
    case([A, A], lambda x, y: ops.concatenate([x, y], axis=axis))
    case([A, A, A], lambda x, y, z: ops.stack([x, y, z], axis=axis))
    case([A], lambda x: ops.split(x, 2, axis=axis))
    case([A], lambda x: ops.split(x, [1, 3], axis=axis))
    case([A], lambda x: ops.repeat(x, 3, axis=axis))
    case([A], lambda x: ops.flip(x, axis=axis))
case([A], lambda x: ops.expand_dims(x, (1, 3)))
case([(3, 1, 4, 1)], lambda x: ops.squeeze(x))
case([(3, 1, 4, 1)], lambda x: ops.squeeze(x, 2))
case([(3, 1, 4, 1)], lambda x: ops.squeeze(x, (2, 4)))
case([A], lambda x: ops.transpose(x))
case([A], lambda x: ops.transpose(x, (0, 3, 1, 2)))
case([A], lambda x: ops.swapaxes(x, 1, -1))
case([A], lambda x: ops.moveaxis(x, 1, 3))
case([A], lambda x: ops.moveaxis(x, (1, 2), (3, 1)))
case([A], lambda x: ops.reshape(x, (-1, 48, 4)))
case([A], lambda x: ops.reshape(x, (-1, 192)))
case([A], lambda x: ops.reshape(x, (-1, 4)))
case([A], lambda x: ops.tile(x, (1, 2, 3, 1)))
case([A], lambda x: ops.pad(x, ((0, 0), (1, 2), (3, 0), (0, 0))))
case([A], lambda x: ops.clip(x, 0.0, 1.0))
case([A], lambda x: ops.cast(x, "float16"))
case([A], lambda x: ops.matmul(x, ops.ones((4, 7))))
case([B, (4, 9)], ops.matmul)
case([(3, 5, 4), (3, 4, 2)], ops.matmul)
for key in [lambda x: x[:, 0], lambda x: x[:, 1:7:2], lambda x: x[:, ::-1], lambda x: x[:, -3:], lambda x: x[:, 1:7:2, 0],
            lambda x: x[:, None], lambda x: x[..., 0], lambda x: x[..., 1:3], lambda x: x[:, 2:-1, 3:], lambda x: x[0]]:
    case([A], key)
