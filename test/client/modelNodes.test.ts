// The model outline: every layer once, below the model that holds it, with the address that the run command takes.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ModelNode, modelNodes } from "../../client/modelOutline/modelNodes.ts";
import { readRunTarget } from "../../client/panel/runTarget.ts";
import type { ModelSummary } from "../../protocol/language.ts";

const uri = "file:///models/net.json";

function layer(line: number, ...path: string[]): ModelSummary["layers"][number] {
  const start = { line, character: 4 };
  return {
    name: path.at(-1) ?? "",
    className: "Dense",
    path,
    numbers: "4 · 12 params",
    range: { start, end: { line, character: 9 } },
  };
}

function model(name: string, ...layers: ModelSummary["layers"][number][]): ModelSummary {
  return { name, totals: `${name} · 24 params`, layers };
}

function namesOf(nodes: readonly ModelNode[]): unknown[] {
  return nodes.map(({ name, children }) => (children.length > 0 ? [name, namesOf(children)] : name));
}

describe("nodes of the model outline", () => {
  it("stand a model's layers at the top where there is one model, and those of inner models below them", () => {
    const nodes = modelNodes(uri, [
      model(
        "net",
        layer(1, "image"),
        layer(2, "encoder"),
        layer(3, "encoder", "block"),
        layer(4, "encoder", "block", "a"),
        layer(5, "encoder", "b"),
        layer(6, "head"),
      ),
    ]);
    assert.deepEqual(namesOf(nodes), ["image", ["encoder", [["block", ["a"]], "b"]], "head"]);
    assert.deepEqual(
      nodes.map(({ kind }) => kind),
      ["layer", "nestedModel", "layer"],
    );
    assert.equal(nodes[0]?.description, "4 · 12 params · Dense");
  });

  it("stand under their models where there are several, with totals that do not repeat the name", () => {
    const nodes = modelNodes(uri, [model("generator", layer(1, "a")), model("critic", layer(9, "a"))]);
    assert.deepEqual(namesOf(nodes), [
      ["generator", ["a"]],
      ["critic", ["a"]],
    ]);
    assert.deepEqual(
      nodes.map(({ kind, description }) => [kind, description]),
      [
        ["model", "24 params"],
        ["model", "24 params"],
      ],
    );
    const ids = nodes.flatMap((node) => [node.id, ...node.children.map(({ id }) => id)]);
    assert.equal(new Set(ids).size, 4);
  });

  it("name the layer to the run command, and the file it is written in to the editor", () => {
    const elsewhere = { ...layer(7, "encoder", "b"), uri: "file:///models/encoder.ts" };
    const [encoder] = modelNodes(uri, [model("net", layer(2, "encoder"), elsewhere)]);
    const inner = encoder?.children[0];
    assert.deepEqual(readRunTarget(inner, undefined, []), {
      kind: "layer",
      target: { uri, modelIndex: 0, layerPath: ["encoder", "b"] },
    });
    assert.equal(inner?.place?.uri, "file:///models/encoder.ts");
    assert.equal(encoder?.place?.uri, uri);
  });

  it("are none for a file without models", () => {
    assert.deepEqual(modelNodes(uri, []), []);
  });
});
