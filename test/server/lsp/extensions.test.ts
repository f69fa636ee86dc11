// Files of code of every ending over the language server: each gets hints, imports and is imported, and follows what becomes of the others.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { InlayHint } from "vscode-languageserver-protocol/node";
import type { ReadFilesParams } from "../../../protocol/language.ts";
import { type EventQueue, eventQueue } from "../../support/eventQueue.ts";
import { type ServerProcess, withServer } from "./serverProcess.ts";

const folder = "vscode-vfs://test/w";
const languages = {
  ts: "typescript",
  tsx: "typescriptreact",
  js: "javascript",
  jsx: "javascriptreact",
  mts: "typescript",
  cts: "typescript",
  mjs: "javascript",
  cjs: "javascript",
} as const;
type Ending = keyof typeof languages;
const endings = Object.keys(languages) as readonly Ending[];

/** CommonJS where the ending says so. */
function importing(ending: Ending, name: string, specifier: string): string {
  return /^c/.test(ending)
    ? `const tf = require("@tensorflow/tfjs"); const { ${name} } = require("${specifier}");`
    : `import * as tf from "@tensorflow/tfjs"; import { ${name} } from "${specifier}";`;
}

function exporting(ending: Ending, units: number): string {
  return ending === "cjs" ? `module.exports = { units: ${units} };` : `export const units = ${units};`;
}

const model = "\nconst net = tf.sequential();\nnet.add(tf.layers.dense({ units, inputShape: [4] }));\n";

interface Workspace {
  readonly server: ServerProcess;
  readonly texts: Map<string, string>;
  readonly refreshes: EventQueue<void>;
}

/** A server whose client holds `texts` by their path. */
function inWorkspace(
  texts: Map<string, string>,
  body: (workspace: Workspace) => Promise<void>,
): Promise<void> {
  const capabilities = {
    workspace: { inlayHint: { refreshSupport: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
  };
  return withServer({ capabilities, initializationOptions: { files: true } }, async (server) => {
    const refreshes = eventQueue<void>();
    server.connection.onRequest("convlens/readFiles", ({ uris }: ReadFilesParams) =>
      uris.map((uri) => texts.get(uri.slice(folder.length + 1)) ?? null),
    );
    server.connection.onRequest("convlens/listFiles", () =>
      [...texts.keys()].map((path) => `${folder}/${path}`),
    );
    server.connection.onRequest("workspace/inlayHint/refresh", () => {
      refreshes.push(undefined);
      return null;
    });
    await body({ server, texts, refreshes });
  });
}

/** The hint on the line of the layer. */
async function layerHint({ server }: Workspace, path: string, line = 2): Promise<string> {
  const hints = await server.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", {
    textDocument: { uri: `${folder}/${path}` },
    range: { start: { line, character: 0 }, end: { line: line + 1, character: 0 } },
  });
  return hints.map(({ label }) => String(label)).join(", ");
}

const change = { created: 1, changed: 2, deleted: 3 } as const;

/** Tells of changes on disk, and waits until the editor is asked to show its hints anew. */
async function tell(
  { server, refreshes }: Workspace,
  changes: Readonly<Record<string, keyof typeof change>>,
): Promise<void> {
  await server.connection.sendNotification("workspace/didChangeWatchedFiles", {
    changes: Object.entries(changes).map(([path, type]) => ({
      uri: `${folder}/${path}`,
      type: change[type],
    })),
  });
  await refreshes.next();
}

test("files of every ending have hints, import those of every other, and follow their edits", () => {
  const sizes = new Map(endings.map((other) => [`sizes_${other}.${other}`, exporting(other, 3)]));
  return inWorkspace(sizes, async (workspace) => {
    const { server, texts } = workspace;
    for (const ending of endings)
      for (const other of endings) {
        const main = `imports_${other}.${ending}`;
        // By its full name, as a bundler wants it of these.
        const text = importing(ending, "units", `./sizes_${other}.${other}`) + model;
        await server.open(`${folder}/${main}`, text, languages[ending]);
        assert.equal(
          await layerHint(workspace, main),
          "3 · 15 params · 12 MACs",
          `${ending} imports ${other}`,
        );
      }
    for (const other of endings) {
      texts.set(`sizes_${other}.${other}`, exporting(other, 5));
      await tell(workspace, { [`sizes_${other}.${other}`]: "changed" });
      for (const ending of endings)
        assert.equal(await layerHint(workspace, `imports_${other}.${ending}`), "5 · 25 params · 20 MACs");
    }
  });
});

test("a file that is created, renamed and deleted is followed by those that import it", () =>
  inWorkspace(new Map(), async (workspace) => {
    const { server, texts } = workspace;
    for (const [index, ending] of endings.entries()) {
      const main = `main_${ending}.${ending}`;
      const [first, second] = [`a_${index}.${ending}`, `b_${index}.${ending}`];
      const text = (name: string) => importing(ending, "units", `./${name}`) + model;
      await server.open(`${folder}/${main}`, text(first), languages[ending]);
      assert.match(await layerHint(workspace, main), /^\? · /, `${ending}: before`);

      texts.set(first, exporting(ending, 2));
      await tell(workspace, { [first]: "created" });
      assert.equal(await layerHint(workspace, main), "2 · 10 params · 8 MACs", `${ending}: created`);

      texts.delete(first);
      texts.set(second, exporting(ending, 2));
      await tell(workspace, { [first]: "deleted", [second]: "created" });
      assert.match(await layerHint(workspace, main), /^\? · /, `${ending}: renamed`);
      await server.change(`${folder}/${main}`, 2, [{ text: text(second) }]);
      assert.equal(await layerHint(workspace, main), "2 · 10 params · 8 MACs", `${ending}: import mended`);

      texts.delete(second);
      await tell(workspace, { [second]: "deleted" });
      assert.match(await layerHint(workspace, main), /^\? · /, `${ending}: deleted`);
    }
  }));

test("a builder follows the callers that come, change their call, move and go", () =>
  inWorkspace(new Map([["src/net.ts", ""]]), async (workspace) => {
    const { server, texts } = workspace;
    const net = "src/net.ts";
    const builder = `import * as tf from "@tensorflow/tfjs";
export const build = (units: number) =>
  tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [4] })] });
`;
    texts.set(net, builder);
    await server.open(`${folder}/${net}`, builder, "typescript");
    assert.equal((await layerHint(workspace, net)).split(", ")[1], "units · 5·units params · 4·units MACs");
    await workspace.refreshes.next();
    const expectUnits = async (units: number | undefined, what: string) => {
      const hint = (await layerHint(workspace, net)).split(", ")[1];
      assert.match(hint ?? "", units === undefined ? /^units · / : new RegExp(`^${units} · `), what);
    };
    for (const [index, ending] of endings.entries()) {
      const call = (units: number, from: string) =>
        /^c/.test(ending)
          ? `const { build } = require("${from}"); module.exports = build(${units});`
          : `import { build } from "${from}"; export default build(${units});`;
      const [path, moved] = [`src/train_${index}.${ending}`, `src/deep/train_${index}.${ending}`];
      texts.set(path, call(index + 2, "./net"));
      await tell(workspace, { [path]: "created" });
      await expectUnits(index + 2, `${ending}: created`);
      texts.delete(path);
      texts.set(moved, call(index + 40, "../net"));
      await tell(workspace, { [path]: "deleted", [moved]: "created" });
      await expectUnits(index + 40, `${ending}: moved`);
      texts.delete(moved);
      await tell(workspace, { [moved]: "deleted" });
      await expectUnits(undefined, `${ending}: deleted`);
    }
  }));

test("edits of a configuration's paths lead imports elsewhere", () => {
  const config = (target: string) =>
    JSON.stringify({ compilerOptions: { paths: { "@/*": [`./${target}/*`] } } });
  const texts = new Map([
    ["old/sizes.ts", exporting("ts", 3)],
    ["new/sizes.mts", exporting("mts", 6)],
    ["tsconfig.json", config("old")],
  ]);
  return inWorkspace(texts, async (workspace) => {
    const { server } = workspace;
    const shown = (ending: Ending) => layerHint(workspace, `app/main.${ending}`);
    const alike = endings.filter((ending) => !/^c/.test(ending));
    for (const ending of alike) {
      const text = importing(ending, "units", "@/sizes") + model;
      await server.open(`${folder}/app/main.${ending}`, text, languages[ending]);
      assert.equal(await shown(ending), "3 · 15 params · 12 MACs", ending);
    }
    texts.set("tsconfig.json", config("new"));
    await tell(workspace, { "tsconfig.json": "changed" });
    for (const ending of alike) assert.equal(await shown(ending), "6 · 30 params · 24 MACs", ending);

    texts.delete("tsconfig.json");
    await tell(workspace, { "tsconfig.json": "deleted" });
    for (const ending of alike) assert.match(await shown(ending), /^\? · /, ending);

    texts.set("base.json", config("old"));
    texts.set("tsconfig.json", '{ "extends": "./base.json" }');
    await tell(workspace, { "tsconfig.json": "created", "base.json": "created" });
    for (const ending of alike) assert.equal(await shown(ending), "3 · 15 params · 12 MACs", ending);
    texts.set("base.json", config("new"));
    await tell(workspace, { "base.json": "changed" });
    for (const ending of alike) assert.equal(await shown(ending), "6 · 30 params · 24 MACs", ending);
  });
});
