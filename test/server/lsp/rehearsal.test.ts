/** The work that the server repeats to have its code compiled: bounded, and broken off for anything better. */
import assert from "node:assert/strict";
import { test } from "node:test";
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
    now: () => time,
    rest: () => Promise.resolve(),
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

test("a document without a model is none to rehearse with", async () => {
  assert.deepEqual((await counted(1, { run: () => false })).done, false);
});
