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
