/** A call of a method that a class lacks is told only where nothing in the file puts one of that name into objects. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "./readCode.ts";

/** Calls `name`, which the class has not, and what `given` says may have been put there by a page. */
function program(name: string, given: string): string {
  return `
const tf = require("@tensorflow/tfjs");
class Builder {
  constructor() { this.units = 3; }
}
page.onReady(function (target) {
  target.${given} = function () { return 4; };
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
    assert.equal(stops(program(name, name)), 0, name);
});

test("a method of another name does not count, also where one is the beginning of the other", () => {
  for (const [called, given] of [
    ["widen", "narrow"],
    ["widen$", "widen"],
    ["widen", "widen$"],
    ["$", "a$"],
  ] as const)
    assert.equal(stops(program(called, given)), 1, `${called} ${given}`);
});
