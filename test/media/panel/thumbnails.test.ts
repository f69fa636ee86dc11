/** The pictures that go back into the editor after a run: the strongest maps, within limits that both sides keep. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { thumbnailsMarkdown } from "../../../client/panel/thumbnailsMarkdown.ts";
import { readFromPanel } from "../../../protocol/panel.ts";
import { doneMessage, graph, modelMessage, panel } from "./playedPanel.ts";

test("after a run the host gets the maps whose values differ most, the strongest first", () => {
  const { controller, finish, toHost, timers } = panel();
  controller.fromHost(modelMessage(graph));
  finish();
  for (const timer of [...timers]) timer();
  const sent = toHost.at(-1);
  assert.ok(sent?.type === "thumbnails");
  // The values of the second channel go from 36 to 71, those of the first from 0 to 35: the same deviation.
  assert.deepEqual(
    sent.maps.map(({ channel }) => channel),
    [0, 1],
  );
  assert.match(sent.caption, /^2 maps/);
  assert.deepEqual(readFromPanel(sent), sent);
});

test("the maps of a run that was overtaken are not sent", () => {
  const { controller, finish, toHost, timers, runs } = panel();
  controller.fromHost(modelMessage(graph));
  finish();
  const [first] = timers;
  controller.actions.run("upTo");
  controller.fromWorker(doneMessage(runs().at(-1)?.id ?? -1, 3));
  first?.();
  assert.ok(!toHost.some((message) => message.type === "thumbnails"));
});

test("nothing but PNG pictures within the limits comes through the host's door", () => {
  const picture = "data:image/png;base64,iVBORw0KGgo=";
  const good = {
    type: "thumbnails",
    layerPath: ["conv"],
    maps: [{ channel: 3, picture }],
    strip: picture,
    caption: "x",
  };
  assert.deepEqual(readFromPanel(good), good);
  for (const strip of [
    "https://example.com/a.png",
    "data:image/svg+xml;base64,AAAA",
    'data:image/png;base64,AA"); }',
    `data:image/png;base64,${"A".repeat(20_000)}`,
  ]) {
    assert.equal(readFromPanel({ ...good, strip }), undefined, strip.slice(0, 40));
  }
  assert.deepEqual(readFromPanel({ ...good, maps: [{ channel: 1, picture: "command:x" }] }), {
    ...good,
    maps: [],
  });
  assert.equal(readFromPanel({ ...good, maps: Array.from({ length: 9 }, () => good.maps[0]) }), undefined);
});

test("the hover shows each picture under its channel, escapes names of files, and says when it is old", () => {
  const picture = "data:image/png;base64,AAAA";
  const message = {
    type: "thumbnails",
    layerPath: ["conv"],
    maps: [{ channel: 7, picture }],
    strip: picture,
    caption: "1 map · [x](command:evil).png",
  } as const;
  const text = thumbnailsMarkdown(message, true);
  assert.ok(text.startsWith(`![channel 7](${picture} "#7")`));
  assert.ok(text.includes("\\[x\\]\\(command:evil\\)\\.png"));
  assert.match(text, /before the last edit/);
  assert.doesNotMatch(thumbnailsMarkdown(message, false), /before the last edit/);
});
