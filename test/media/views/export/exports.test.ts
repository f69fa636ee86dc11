// Saved files hold the numbers on screen and how they came about, as other programs read them.
import assert from "node:assert/strict";
import { it } from "node:test";
import { decode, encode } from "fast-png";
import { readNpy, writeNpy } from "../../../../engine/tensor/npy.ts";
import { outputTensor } from "../../../../media/views/export/outputTensor.ts";
import { withPngText } from "../../../../media/views/export/pngText.ts";
import { csvText, markdownText } from "../../../../media/views/export/tableTexts.ts";
import type { TableContent } from "../../../../media/views/table/tableContent.ts";
import { toFeatureMaps } from "../../../../media/worker/featureMaps.ts";
import type { RunOutcome } from "../../../../media/worker/messages.ts";

const table: TableContent = {
  id: "t",
  caption: "Maps of a|b",
  columns: ["Channel", "Mean", 'The "mark"'],
  rows: [
    ["all", 0.1, "dead, or not"],
    [1234567, Number.NaN, null],
    ["=1+1", -2, "two\nlines"],
  ],
  note: "cut",
};

it("writes CSV with comments, quotes and no text that a spreadsheet computes", () => {
  assert.equal(
    csvText([table], { layer: "conv", seed: 0 }),
    [
      "# layer: conv",
      "# seed: 0",
      "# Maps of a|b. cut",
      'Channel,Mean,"The ""mark"""',
      'all,0.1,"dead, or not"',
      "1234567,NaN,",
      `'=1+1,-2,"two\nlines"`,
      "",
    ].join("\r\n"),
  );
});

it("writes Markdown whose cells stay cells", () => {
  const lines = markdownText([table], { layer: "a_b" }).split("\n");
  assert.equal(lines[0], "- layer: a\\_b");
  assert.equal(lines[2], "**Maps of a\\|b**");
  assert.equal(lines[4], '| Channel | Mean | The "mark" |');
  assert.equal(lines[5], "| --- | ---: | ---: |");
  assert.equal(lines[7], "| 1,234,567 | NaN | – |");
  assert.equal(lines[8], "| =1+1 | −2 | two lines |");
});

it("puts a text into a PNG that a reader finds, with the picture unchanged", () => {
  const picture = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6), channels: 3 };
  const told = JSON.stringify({ input: "96×96" });
  const read = decode(withPngText(encode(picture), "Description", told), { checkCrc: true });
  assert.deepEqual([...read.data], [1, 2, 3, 4, 5, 6]);
  assert.equal(read.text.Description, '{"input": "96\\u00d796"}'.replace(": ", ":"));
  assert.deepEqual(JSON.parse(read.text.Description ?? ""), JSON.parse(told));
});

for (const shape of [
  [1, 2, 3, 4],
  [1, 2, 2, 3, 2],
  [1, 5, 3],
  [1, 7],
]) {
  for (const dataFormat of ["channels_last", "channels_first"] as const) {
    it(`gives back the tensor ${shape.join("×")} of ${dataFormat} in its own layout, as .npy`, () => {
      const count = shape.reduce((product, size) => product * size, 1);
      const data = Float32Array.from({ length: count }, (_, at) => at + 0.5);
      const maps = toFeatureMaps({ shape, data }, dataFormat);
      const outcome = { maps, outputShape: shape } as unknown as RunOutcome;
      const result = readNpy(writeNpy(outputTensor(outcome)));
      assert.ok(result.kind === "ok");
      assert.deepEqual(result.tensor.shape, shape);
      assert.deepEqual([...result.tensor.data], [...data]);
    });
  }
}
