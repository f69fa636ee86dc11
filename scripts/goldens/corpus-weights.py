"""Writes test/data/keras-corpus-weights.json: what Keras 3.15 computes at every layer of the corpus's Keras 1 model with its own weights.

Run: KERAS_BACKEND=torch python scripts/goldens/corpus-weights.py CORPUS > test/data/keras-corpus-weights.json
Keras 3 cannot open the file, so its layers are written anew here; TensorFlow's order of axes is that of today.
"""
import json
import sys

import h5py
import keras
import numpy as np
from keras import layers as L

file = h5py.File(f"{sys.argv[1]}/weights/keras1_cnn_tf_model.h5")["model_weights"]
shape = (8, 8, 3)
layers = [
    L.Conv2D(2, (3, 2), activation="sigmoid", name="convolution2d_1"),
    L.Conv2D(1, (2, 3), name="convolution2d_2"),
    L.Activation("relu", name="activation_1"),
    L.MaxPooling2D(5, strides=5, name="maxpooling2d_1"),
    L.Dropout(0.25, name="dropout_1"),
    L.Flatten(name="flatten_1"),
    L.Dense(2, name="dense_1"),
    L.Activation("relu", name="activation_2"),
    L.Dropout(0.5, name="dropout_2"),
    L.Dense(3, activation="softmax", name="dense_2"),
]
model = keras.Sequential([keras.Input(shape), *layers])
for layer in layers:
    if layer.weights:
        group = file[layer.name]
        layer.set_weights([group[f"{layer.name}_W:0"][()], group[f"{layer.name}_b:0"][()]])
x = ((np.arange(np.prod(shape)) * 37 % 101) / 101).astype(np.float32).reshape(1, *shape)
answers = []
for layer in layers:
    x = layer(x)
    values = keras.ops.convert_to_numpy(x)
    answers.append({
        "model": "keras1_cnn_tf_model.h5",
        "input": [1, *shape],
        "layer": layer.name,
        "shape": list(values.shape),
        "values": [float(value) for value in values.reshape(-1)],
    })
print(json.dumps(answers, indent=1))
