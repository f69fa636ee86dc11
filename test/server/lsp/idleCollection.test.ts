/** Young memory is collected once nobody waits, where there is enough of it and Node gives leave. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createIdleCollection, worthCollecting } from "../../../server/lsp/idleCollection.ts";

/** A clock that a test turns, with what is due on it. */
function manualTimer() {
  let due: { readonly callback: () => void; readonly milliseconds: number } | undefined;
  return {
    later: (milliseconds: number, callback: () => void) => {
      const mine = { callback, milliseconds };
      due = mine;
      return () => {
        if (due === mine) due = undefined;
      };
    },
    /** Lets the time pass; false where nothing waited for it. */
    pass: () => {
      const waited = due;
      due = undefined;
      waited?.callback();
      return waited !== undefined;
    },
    waits: () => due !== undefined,
  };
}

test("after the last of several answers one collection follows, not before", () => {
  const timer = manualTimer();
  let collections = 0;
  const idle = createIdleCollection({
    collect: () => {
      collections++;
    },
    youngBytes: () => worthCollecting,
    later: timer.later,
  });
  idle.answered();
  idle.answered();
  assert.equal(collections, 0);
  assert.ok(timer.pass());
  assert.equal(collections, 1);
  assert.ok(!timer.pass());
  assert.equal(collections, 1);
});

test("little young memory is left alone", () => {
  const timer = manualTimer();
  const idle = createIdleCollection({
    collect: () => assert.fail("collected"),
    youngBytes: () => worthCollecting - 1,
    later: timer.later,
  });
  idle.answered();
  assert.ok(timer.pass());
});

test("nothing waits where Node gives no leave, nor after the end", () => {
  const timer = manualTimer();
  const without = createIdleCollection({ collect: undefined, youngBytes: () => 1e9, later: timer.later });
  without.answered();
  assert.ok(!timer.waits());
  const ended = createIdleCollection({
    collect: () => assert.fail("collected"),
    youngBytes: () => 1e9,
    later: timer.later,
  });
  ended.answered();
  ended.dispose();
  assert.ok(!timer.waits());
});
