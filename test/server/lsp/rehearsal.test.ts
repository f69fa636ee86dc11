/** The work that the server repeats to have its code compiled: bounded, and broken off for anything better. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { digitTyped, halfTyped } from "../../../server/lsp/halfTyped.ts";
import { type RehearsalOptions, rehearsals, rehearse } from "../../../server/lsp/rehearsal.ts";

/** Counts what is run; each run takes `milliseconds` of a clock of its own. */
function counted(milliseconds: number, options: Partial<RehearsalOptions> = {}) {
  let time = 0;
  let runs = 0;
  const result = rehearse({
    run: () => {
      runs += 1;
      time += milliseconds;
      return true;
    },
    isIdle: () => true,
    busyUntil: () => Number.NEGATIVE_INFINITY,
    now: () => time,
    rest: (waited) => {
      time += waited;
      return Promise.resolve();
    },
    ...options,
  });
  return result.then((done) => ({ done, runs }));
}

test("quick work is repeated a bounded number of times, slower work for a bounded time", async () => {
  assert.deepEqual(await counted(1), { done: true, runs: rehearsals.runs });
  assert.deepEqual(await counted(100), { done: true, runs: rehearsals.milliseconds / 100 });
});

test("work that would hold a request up is not repeated", async () => {
  assert.deepEqual(await counted(1000), { done: true, runs: 1 });
});

test("a newer text breaks it off before the next run, and it counts as not done", async () => {
  let asked = 0;
  const isIdle = () => ++asked <= 3;
  assert.deepEqual(await counted(1, { isIdle }), { done: false, runs: 3 });
});

test("while layers run it rests, however often they are asked for, and then goes on to its end", async () => {
  const waited: number[] = [];
  const asked = [500, 800];
  let time = 0;
  const ran: number[] = [];
  const done = await rehearse({
    run: () => {
      ran.push(time);
      time += 10;
      return true;
    },
    isIdle: () => true,
    busyUntil: () => asked[0] ?? 0,
    now: () => time,
    rest: (milliseconds) => {
      waited.push(milliseconds);
      time += milliseconds;
      if (time >= (asked[0] ?? 0)) asked.shift();
      return Promise.resolve();
    },
  });
  assert.equal(done, true);
  assert.equal(ran.length, rehearsals.runs);
  assert.ok(ran[0] !== undefined && ran[0] >= 800, `the first at ${ran[0]}`);
  assert.ok(
    waited.length === rehearsals.runs + 2 && waited.every((each) => each > 0),
    `${waited.length} rests`,
  );
});

test("a document without a model is none to rehearse with", async () => {
  assert.deepEqual((await counted(1, { run: () => false })).done, false);
});

test("a half typed line is a part of the line above it, at many places of the text, and nothing else changes", () => {
  const text = Array.from({ length: 40 }, (_, index) => `  line ${index} of the text`).join("\n");
  const lines = text.split("\n");
  const places = new Set<number>();
  for (let index = 0; index < 100; index++) {
    const now = halfTyped(text, index).split("\n");
    const at = now.findIndex((line, place) => line !== lines[place]);
    const typed = now[at] ?? "";
    assert.equal(now.length, lines.length + 1);
    assert.ok((lines[at - 1] ?? "").startsWith(typed) && typed.trim() !== "", `${index}: ${typed}`);
    assert.deepEqual([...now.slice(0, at), ...now.slice(at + 1)], lines);
    places.add(at);
  }
  assert.ok(places.size >= 30, `${places.size}`);
  assert.equal(halfTyped("\n\n", 3), "\n\n");
  assert.equal(halfTyped("", 1), "");
});

test("a typed digit makes one number of JSON larger, at many places of the text", () => {
  const data = Array.from({ length: 40 }, (_, index) => ({
    name: `layer_${index}`,
    size: [index + 1, 0],
    rate: 0.25,
  }));
  const text = JSON.stringify(data, null, 2);
  const texts = new Set<string>();
  for (let index = 0; index < 100; index++) {
    const now = digitTyped(text, index);
    const changed = (JSON.parse(now) as typeof data).filter(
      (each, place) => JSON.stringify(each) !== JSON.stringify(data[place]),
    );
    assert.equal(changed.length, 1);
    const [{ size, name, rate } = { size: [], name: "", rate: 0 }] = changed;
    const number = Number(name.slice("layer_".length)) + 1;
    assert.deepEqual({ size, rate }, { size: [10 * number + 1, 0], rate: 0.25 });
    texts.add(now);
  }
  assert.ok(texts.size >= 30, `${texts.size}`);
  assert.equal(digitTyped('{"rate": 0.5, "name": "a1"}', 3), '{"rate": 0.5, "name": "a1"}');
});
