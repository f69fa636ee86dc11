/**
 * Writes test/data/tfjs-classes.json: every layer class that TensorFlow.js can load, and every function of `tf.layers`.
 * Run: node scripts/goldens/tfjs-classes.mjs > test/data/tfjs-classes.json
 */
import * as tf from "@tensorflow/tfjs";

const Layer = tf.layers.Layer;
const { classNameMap } = tf.serialization.SerializationMap.getMap();
const classes = Object.entries(classNameMap).flatMap(([name, [entry]]) => {
  const loaded = entry.prototype instanceof Layer || entry.fromConfig?.prototype instanceof Layer;
  return loaded ? [name] : [];
});
const factories = Object.keys(tf.layers).filter((name) => /^[a-z]/.test(name));
console.log(
  JSON.stringify({ tfjs: tf.version.tfjs, classes: classes.sort(), factories: factories.sort() }, null, 1),
);
