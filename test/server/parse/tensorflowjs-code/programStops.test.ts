/** A call of a method that a class lacks is told only where nothing in the file puts one of that name into objects. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "./readCode.ts";

/** Calls `name`, which the class has not, in a file of which a page may do what `given` says. */
function program(name: string, given: string): string {
  return `
const tf = require("@tensorflow/tfjs");
class Builder {
  constructor() { this.units = 3; }
}
page.onReady(function (target) {
  ${given} function () { return 4; };
});
const builder = new Builder();
builder.${name}();
const net = tf.sequential();
net.add(tf.layers.dense({ units: 3, inputShape: [4] }));
`;
}

const stops = (text: string) =>
  read(text, "model.js").problems.filter(({ code }) => code === "program-stops").length;

test("a method that is put into objects elsewhere may be there, whatever signs its name has", () => {
  for (const name of ["widen", "$widen", "widen$", "wi$den", "weit_ä"])
    assert.equal(stops(program(name, `target.${name} =`)), 0, name);
});

test("a method of another name does not count, also where one is the beginning of the other", () => {
  for (const [called, given] of [
    ["widen", "narrow"],
    ["widen$", "widen"],
    ["widen", "widen$"],
    ["$", "a$"],
  ] as const)
    assert.equal(stops(program(called, `target.${given} =`)), 1, `${called} ${given}`);
});

test("every way to assign to a property by its name counts, and no comparison", () => {
  for (const given of [
    'target["widen"] =',
    "target[ 'widen' ]=",
    "target[`widen`] =",
    "target.widen ??=",
    "target.widen ||=",
    'target["widen"] &&=',
  ])
    assert.equal(stops(program("widen", given)), 0, given);
  for (const given of ["target.widen ==", 'target["widen"] ===', 'target["widen2"] =', "target.widen ??"])
    assert.equal(stops(program("widen", given)), 1, given);
});

/** A class whose method uses a field, with what else the file says of it. */
function field({ declared = "", use = "this.net.add(layer());", set = "" }): string {
  return `
const tf = require("@tensorflow/tfjs");
const layer = () => tf.layers.dense({ units: 3, inputShape: [4] });
class Builder {
  ${declared}
  make() { ${use} return this; }
}
${set}
const builder = new Builder();
builder.make();
const net = tf.sequential({ layers: [layer()] });
`;
}

const told = (text: string) =>
  read(text, "model.ts").problems.flatMap(({ code, range }) =>
    code === "program-stops" ? [text.slice(range.start, range.end)] : [],
  );

test("a field that nothing sets is told where it is used, read or written", () => {
  assert.deepEqual(told(field({})), ["this.net.add"]);
  assert.deepEqual(told(field({ declared: "net?: tf.Sequential;" })), ["this.net.add"]);
  assert.deepEqual(told(field({ declared: "net: tf.Sequential | null = null;" })), ["this.net.add"]);
  assert.deepEqual(told(field({ declared: "#net;", use: "this.#net.add(layer());" })), ["this.#net.add"]);
  assert.deepEqual(told(field({ use: "this.net.trainable = false;" })), ["this.net.trainable"]);
  const late = "this.net.add(layer()); this.net = tf.sequential();";
  assert.deepEqual(told(field({ use: late })), ["this.net.add"]);
  const inside = "[1].forEach(() => this.net.add(layer())); this.net = tf.sequential();";
  assert.deepEqual(told(field({ use: inside })), ["this.net.add"]);
  const outside = `${field({ use: "" })}builder.net.add(layer());`;
  assert.deepEqual(told(outside), ["builder.net.add"]);
});

test("a field that anything may set is not told", () => {
  for (const declared of [
    "net = window.net;",
    "@Input() net;",
    "constructor(public net) {}",
    "get net() { return window.net; }",
    "start() { this.net = tf.sequential(); }",
    'start() { this["net"] = tf.sequential(); }',
    "start() { [this.net] = [tf.sequential()]; }",
    "start() { ({ net: this.net } = window); }",
    "start() { for (this.net of window.nets); }",
    "start(key) { this[key] = tf.sequential(); }",
    "start() { Object.assign(this, window.all); }",
  ])
    assert.deepEqual(told(field({ declared })), [], declared);
  assert.deepEqual(told(field({ set: "window.onload = () => { builder.net = tf.sequential(); };" })), []);
  assert.deepEqual(told(field({ set: "class Other extends window.Base { net() {} }" })), []);
  assert.deepEqual(told(field({}).replace("class Builder", "class Builder extends window.Base")), []);
  assert.deepEqual(told(field({ use: "if (window.ready) this.net.add(layer());" })), []);
  assert.deepEqual(told(field({ use: "try { this.net.add(layer()); } catch {}" })), []);
});

test("a copy of an object gives no methods to others", () => {
  const copying = "Object.assign({}, { units: 3 })";
  assert.deepEqual(told(field({ declared: `size() { return ${copying}; }` })), ["this.net.add"]);
});
