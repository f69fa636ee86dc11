// The setting convlens.rules: severities by code, rules that are off, and values that are none.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Problem } from "../../../core/graph/problem.ts";
import { diagnostics } from "../../../server/features/diagnostics.ts";
import { defaultSettings, readSettings } from "../../../server/features/settings.ts";
import { withChosenSeverities } from "../../../server/rules/chosenSeverities.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { handMadeAnalysis } from "../features/handMadeAnalysis.ts";

const problem = (code: Problem["code"]): Problem => ({
  code,
  severity: "information",
  message: "",
  range: { start: 0, end: 1 },
});

test("a rule is switched off, lowered or raised by its code alone", () => {
  const found = [problem("gridding"), problem("uneven-overlap"), problem("wrong-rank")];
  const chosen = withChosenSeverities(found, { gridding: "off", "uneven-overlap": "warning" });
  assert.deepEqual(
    chosen.map(({ code, severity }) => [code, severity]),
    [
      ["uneven-overlap", "warning"],
      ["wrong-rank", "information"],
    ],
  );
});

test("a rule that is off by default reports where the setting names it", () => {
  const found = [problem("depthwise-memory-bound")];
  assert.deepEqual(withChosenSeverities(found, {}), []);
  const [chosen] = withChosenSeverities(found, { "depthwise-memory-bound": "hint" });
  assert.equal(chosen?.severity, "hint");
});

test("settings that are no levels are left out", () => {
  const sent = { rules: { gridding: "off", "uneven-overlap": "loud", "wrong-rank": 3, other: "hint" } };
  assert.deepEqual(readSettings(sent).rules, { gridding: "off", other: "hint" });
  for (const rules of [null, 3, "off", []]) assert.deepEqual(readSettings({ rules }).rules, {});
});

test("advice is among the diagnostics, and the setting takes all of it away", () => {
  const analysis = handMadeAnalysis({
    models: [
      handMadeGraph([
        handMadeInput("image", 8, 8, 3),
        { className: "Conv2DTranspose", name: "up", config: { filters: 2, kernel_size: 3, strides: 2 } },
      ]),
    ],
  });
  const codes = (settings = defaultSettings) => diagnostics(analysis, settings).map(({ code }) => code);
  assert.deepEqual(codes(), ["uneven-overlap"]);
  assert.deepEqual(codes(readSettings({ diagnostics: { advice: false } })), []);
  assert.deepEqual(codes(readSettings({ rules: { "uneven-overlap": "off" } })), []);
});
