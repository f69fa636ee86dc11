"""Writes test/data/keras-classes.json: every name that Keras 3.15 exports as a layer, and every operation that it can write as one.

Run: KERAS_BACKEND=torch python scripts/goldens/layer-classes.py > test/data/keras-classes.json
"""
import importlib
import json
import pkgutil

import keras
from keras.src import ops
from keras.src.ops.operation import Operation

exported = {name: getattr(keras.layers, name) for name in dir(keras.layers)}
layers = sorted(name for name, value in exported.items() if isinstance(value, type) and issubclass(value, keras.Layer))


def operations(base):
    for child in base.__subclasses__():
        if not issubclass(child, keras.Layer):
            yield child
            yield from operations(child)


for module in pkgutil.iter_modules(ops.__path__):
    if not module.name.endswith("_test"):
        importlib.import_module(f"keras.src.ops.{module.name}")
inside = {child.__name__ for child in operations(Operation) if child.__module__.startswith("keras.src.ops.")}
print(json.dumps({"keras": keras.__version__, "layers": layers, "operations": sorted(inside)}, indent=1))
