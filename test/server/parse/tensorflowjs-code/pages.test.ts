/** HTML pages: which scripts are programs, what they share, and what broken HTML costs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import { formatShape } from "../../../../core/shape/shape.ts";
import { analyseDocument } from "../../../../server/analysis/analysis.ts";
import { diagnostics } from "../../../../server/features/diagnostics.ts";
import { hoverAt } from "../../../../server/features/hover.ts";
import { inlayHints } from "../../../../server/features/inlayHints.ts";
import { defaultSettings } from "../../../../server/features/settings.ts";
import type { ParsedDocument } from "../../../../server/parse/parsedDocument.ts";
import { readTensorflowJsCode } from "../../../../server/parse/tensorflowjs-code/readTensorflowJsCode.ts";
import { filesInMemory, workspaceRoot } from "../../../support/filesInMemory.ts";

const library = '<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0"></script>';
const dense = (units: number, name: string) =>
  `tf.sequential({ layers: [tf.layers.dense({ units: ${units}, inputShape: [4], name: "${name}" })] });`;

/** Every layer of a page as `name shape`. */
function layersOf(page: string): string[] {
  return shapes(readTensorflowJsCode(page, "page.html"));
}

function shapes(document: ParsedDocument | null): string[] {
  return (document?.models ?? []).flatMap((model) =>
    analyseModel(model).layers.map(
      ({ node, calls }) =>
        `${node.name} ${formatShape(calls[0]?.outputs[0] ?? { kind: "unranked", reason: "" })}`,
    ),
  );
}

test("only what a browser or its Babel runs is a program", () => {
  const types = {
    none: "",
    empty: 'type=""',
    plain: "type=text/javascript",
    capitals: "TYPE = 'Text/JavaScript'",
    charset: 'type="application/javascript; charset=utf-8"',
    babel: 'type="text/babel"',
    module: "type='module'",
    template: 'type="text/template"',
    handlebars: 'type="text/x-handlebars"',
    shader: 'type="x-shader/x-vertex"',
    data: 'type="application/json"',
    rules: 'type="speculationrules"',
  };
  const page = Object.entries(types).map(
    ([name, attributes], index) => `<script ${attributes}>${dense(index + 1, name)}</script>`,
  );
  assert.deepEqual(layersOf(library + page.join("\n")), [
    "none 1",
    "empty 2",
    "plain 3",
    "capitals 4",
    "charset 5",
    "babel 6",
    "module 7",
  ]);
});

test("scripts in comments, templates, styles, titles, text fields and attributes are none", () => {
  const script = `<script>${dense(1, "no")}</script>`;
  const page = [
    `<!-- ${script} -->`,
    "<!--> <!---> <!-- -- > -->",
    `<template><div>${script}</div><template>${script}</template>${script}</template>`,
    `<style>${script}</style><title>${script}</title><textarea rows=3>${script}</textarea>`,
    `<noscript>${script}</noscript><iframe>${script}</iframe>`,
    `<scripts>x</scripts><script-like>y</script-like>`,
    `<script>${dense(2, "yes")} // <!-- not a comment of HTML, "<div>"`,
    `</script foo="bar">`,
    `<p title="<b>">a < b</p>`,
    `<script data-note="a > b">${dense(3, "last")}</script>`,
  ];
  assert.deepEqual(layersOf(library + page.join("\n")), ["yes 2", "last 3"]);
});

test("what is broken in the page or in one script leaves the other scripts", () => {
  const good = `<script>${dense(2, "good")}</script>`;
  const broken = {
    "a script that does not parse": "<script>const x = { [ ( ;</script>",
    "a script that ends in a text": "<script>const x = `${</script>",
    "a script with markup in it": "<script><div>{</div></script>",
    "CDATA that is no comment": "<script><![CDATA[ var x = 1; ]]></script>",
    "CDATA in a comment": "<script>//<![CDATA[\nvar x = 1;\n//]]></script>",
    "an old-fashioned comment": "<script><!--\nvar x = 1;\n//--></script>",
    "an attribute without end": '<p class="open><b>',
    "a tag without end": "<div <p <b",
    "equals signs": "<script = = ==>var x;</script>",
    "a closing tag too many": "</template></script></body></body>",
    "a throw": "<script>throw new Error('no');</script>",
    "nested brackets": `<script>${"(".repeat(20_000)}</script>`,
    "NUL and lone surrogates": "<script>\0 \ud800 \udfff</script>",
  };
  for (const [what, text] of Object.entries(broken)) {
    assert.deepEqual(layersOf(`${library}${good}${text}`), ["good 2"], `before ${what}`);
    if (/without end|a throw/.test(what)) continue;
    assert.deepEqual(layersOf(`${library}${text}${good}`), ["good 2"], `behind ${what}`);
  }
  assert.deepEqual(layersOf(`${library}<script>${dense(5, "open")}\n`), ["open 5"]);
  assert.deepEqual(layersOf(`${library}<script>${dense(5, "half")}</scr`), ["half 5"]);
  assert.deepEqual(layersOf(`${library}${good}<!-- <script>${dense(5, "no")}`), ["good 2"]);
});

test("any cut and any garbled page is read without an exception", () => {
  const page = `<!doctype html><!-- c --><script type=module src='a.js'></script>
<script type="importmap">{"imports": {"a/": "./b/"}}</script><template><p></template>
${library}<script>const net = ${dense(3, "cut")}</script><style>b{}</style>`;
  for (let end = 0; end <= page.length; end++) layersOf(page.slice(0, end));
  for (let at = 0; at < page.length; at++) layersOf(`${page.slice(0, at)}<${page.slice(at + 1)}`);
  for (const part of [
    "<script",
    "<script>",
    "<!--",
    "</script>",
    "<script a=",
    "<template ",
    '<title x="',
    "<",
  ])
    layersOf(`${library} tf.layers ${part.repeat(20_000)}`);
});

test("a page of 2 MB costs one look at its text; one with as much code, or 4 MB, gives a message", () => {
  const picture = `<img src="data:image/png;base64,${"A".repeat(2_100_000)}">`;
  const scripts = Array.from(
    { length: 60 },
    (_, index) => `<script>${dense(index + 1, `d${index}`)}</script>`,
  );
  assert.equal(layersOf(library + picture + scripts.slice(1).join("\n")).length, 59);
  const messages = (page: string) =>
    readTensorflowJsCode(page, "page.html")?.problems.map(({ message }) => message);
  assert.match(
    messages(`${library}<script>tf.layers; "${"A".repeat(2_100_000)}";</script>`)?.[0] ?? "",
    /^The scripts of this page have 21000\d\d characters; ConvLens reads models in code of up to 2000000\. Open the source/,
  );
  assert.match(
    messages(`${library}tf.layers${picture}${picture}`)?.[0] ?? "",
    /^This file has 42\d+ characters; ConvLens reads models in code of up to 4000000\./,
  );
});

test("hints, hovers and problems stand at their places in the page, whatever its line ends are", () => {
  for (const newline of ["\n", "\r\n"]) {
    const page = [
      "<body>",
      library,
      "<p>é 🙂</p><script>const size = 6;</script>",
      "<script>",
      "  const net = tf.sequential(); /* 🙂 */",
      "  net.add(tf.layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [size, size, 1] }));",
      "  net.add(tf.layers.conv2d({ filters: 2, kernelSize: 9 }));</script>",
      "</body>",
    ];
    const text = page.join(newline);
    const analysis = analyseDocument({ uri: "file:///w/page.html", version: 1, languageId: "html", text });
    const lineOf = (offset: number) => text.slice(0, offset).split("\n").length;
    const hints = inlayHints(analysis, { start: 0, end: text.length }, defaultSettings.inlayHints);
    assert.deepEqual(
      hints.map(({ offset }) => lineOf(offset)),
      [5, 6, 7],
    );
    for (const { offset } of hints) assert.match(text.slice(offset), /^\r?\n/);
    assert.match(hints[0]?.label ?? "", /params/);
    assert.match(hints[1]?.label ?? "", /^4×4×2 · 20 params/);
    const [problem, ...others] = diagnostics(analysis, defaultSettings);
    assert.deepEqual(others, []);
    assert.equal(problem?.severity, "error");
    assert.equal(lineOf(problem?.range.start ?? 0), 7);
    assert.match(text.slice(problem?.range.start, problem?.range.end), /kernelSize: 9|9|conv2d/);
    const hover = hoverAt(analysis, text.indexOf("conv2d") + 2, defaultSettings);
    assert.match(hover?.markdown ?? "", /Conv2D/);
    assert.equal(hoverAt(analysis, text.indexOf("<p>") + 1, defaultSettings), null);
  }
});

test("an unknown of a page names its own line", () => {
  const page = `${library}\n<script>\nconst a = 1;\n</script>\n<script>\n${dense(1, "d").replace("units: 1", "units: given")}\n</script>`;
  const analysis = analyseDocument({
    uri: "file:///w/page.html",
    version: 1,
    languageId: "html",
    text: page,
  });
  const [hint] = inlayHints(analysis, { start: 0, end: page.length }, defaultSettings.inlayHints);
  assert.match(hint?.tooltip() ?? "", /`given` \\\(line 6\\\)/);
});

test("modules see the page's names and keep their own", () => {
  const page = `${library}
<script type="module">const units = 7; ${dense(0, "late").replace("units: 0", "units")}</script>
<script type="module">${dense(0, "later").replace("units: 0", "units")}</script>
<script>let units = 2;</script><script>units++; ${dense(0, "now").replace("units: 0", "units")}</script>`;
  assert.deepEqual(layersOf(page).sort(), ["late 7", "later 3", "now 3"]);
});

test("what a module declares with var or function is not seen by other scripts", () => {
  const page = `${library}
<script>var units = 2; function width() { return 3; }</script>
<script type="module">var units = 7; function width() { return 8; } if (units) { var inner = 5; }
${dense(0, "own").replace("units: 0", "units: units * 100 + width() * 10 + inner")}</script>
<script type="module">var inner = 1; ${dense(0, "other").replace("units: 0", "units: units * 100 + width() * 10 + inner")}</script>`;
  assert.deepEqual(layersOf(page), ["own 785", "other 231"]);
});

test("an import map names TensorFlow.js, folders and files of the workspace", () => {
  const page = `<script type="importmap">{ "imports": {
  "tensorflow": "https://esm.sh/@tensorflow/tfjs@4.22.0?bundle", "@tensorflow/tfjs": "./vendor/any.js",
  "parts/": "./src/", "parts/deep/": "./deep/", "sizes": "./src/sizes.js" } }</script>
<script type="module">
  import * as t from "tensorflow"; import { layers } from "@tensorflow/tfjs"; import tf from "./lib/tf.es2017.min.js";
  import { a } from "parts/sizes.js"; import { b } from "parts/deep/sizes.js"; import { a as c } from "sizes";
  t.sequential({ layers: [layers.dense({ units: a * 100 + b * 10 + c, inputShape: [1], name: "all" })] });
  tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], name: "copy" })] });
</script>`;
  const files = filesInMemory({
    "src/sizes.js": "export const a = 3;",
    "deep/sizes.js": "export const b = 4;",
  });
  const document = readTensorflowJsCode(page, `${workspaceRoot}page.html`, { files });
  assert.deepEqual(shapes(document), ["all 343", "copy 1"]);
});

test("a file of functions that a page names by src is shown with the page's values", () => {
  const page = `${library}<script src="net.js"></script><script>const net = build(5);</script>`;
  const net = `function build(units) {
  return ${dense(0, "d").replace("units: 0", "units")}
}`;
  const files = filesInMemory({ "page.html": page, "net.js": net });
  const importersOf = (address: string) => (address.endsWith("net.js") ? [`${workspaceRoot}page.html`] : []);
  const document = readTensorflowJsCode(net, `${workspaceRoot}net.js`, { files: { ...files, importersOf } });
  assert.deepEqual(shapes(document), ["d 5"]);
});
