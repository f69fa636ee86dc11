// A person runs a layer of a model with a million weights for the first time: from the command to maps on screen, part by part, with
// the panel that VS Code has yet to make, in the one that is open, and with the extension's thread that runs it ahead and without.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import { panelOf, settled } from "../support/panel.ts";
import { openSession, type Session } from "../support/session.ts";
import { changeSetting, dark } from "../support/settings.ts";
import { clickText, lineWith, openFile, openQuickInput, screenshot } from "../support/workbench.ts";

/** Milliseconds. Half a second is the goal, and what is printed is measured by it; more than this is a fault on any machine. */
const goal = 500;
const longest = 3000;
/** Milliseconds in which a person looks at the file, and that thread is ready. */
const look = 3000;

describe("the first run", { timeout: 240_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark);
    await writeFile(path.join(session.workspace, "million.json"), millionWeights("million", 100));
    await writeFile(path.join(session.workspace, "other.json"), millionWeights("other", 96));
  });
  after(() => session?.close());

  it("goes from the command to feature maps in little time", async (context) => {
    await goToLast(session, "million.json", "12×12×100");
    await session.page.waitForTimeout(look);
    const { ahead } = await report(context, session, await runFirst(session));
    assert.ok(ahead !== undefined, "the layer was run while VS Code opened the panel");
    await screenshot(session, "first-run");
  });

  it("takes less in the open panel, for a model that it has not run", async (context) => {
    await goToLast(session, "other.json", "12×12×96");
    const asked = await runFirst(session);
    await panelOf(session).getByTestId("panel-header").filter({ hasText: "other.json" }).waitFor();
    await report(context, session, asked);
  });
});

it("the first run by the page alone goes as far in more time", { timeout: 240_000 }, async (context) => {
  const session = await openSession(dark);
  try {
    await changeSetting(session, "convlens.run.ahead", false);
    await writeFile(path.join(session.workspace, "million.json"), millionWeights("million", 100));
    await goToLast(session, "million.json", "12×12×100");
    const { ahead } = await report(context, session, await runFirst(session));
    assert.equal(ahead, undefined);
    assert.deepEqual(await session.errors(), []);
  } finally {
    await session.close();
  }
});

/** Puts the cursor into the last layer; commands are offered once the file is read. */
async function goToLast(session: Session, file: string, hint: string): Promise<void> {
  await openFile(session, file);
  await lineWith(session, hint).first().waitFor();
  await clickText(session, "last_convolution");
}

/** Prints the parts of the time since `asked`, sees that they follow one another, and gives the page's marks. */
async function report(
  context: TestContext,
  session: Session,
  asked: number,
): Promise<Readonly<Record<string, number>>> {
  await settled(session);
  const marks = await marksOf(session);
  const moment = (name: string) => (marks[name] ?? Number.NaN) - asked;
  // An open panel has its page and its worker already; with a new one, worker and model come side by side, in either order. What was
  // run ahead is drawn before the worker is asked.
  const parts = (["page", "worker", "model", "run", "ahead", "computed", "drawn"] as const).filter(
    (name) => !(moment("ahead") >= 0 && (name === "worker" || name === "run")),
  );
  const order = parts.filter((name) => moment(name) >= 0).toSorted((a, b) => moment(a) - moment(b));
  let before = 0;
  for (const name of order) {
    const at = moment(name);
    context.diagnostic(`${words[name]}: ${(at - before).toFixed(0)} ms, at ${at.toFixed(0)} ms`);
    assert.ok(at >= before, `${name} is marked`);
    before = at;
  }
  if (order.includes("page")) for (const line of await resourcesOf(session, asked)) context.diagnostic(line);
  context.diagnostic(`${moment("drawn").toFixed(0)} ms in all; the goal is ${goal} ms`);
  assert.ok(order.includes("model") && moment("drawn") < longest, `${moment("drawn")} ms`);
  return marks;
}

const words = {
  page: "VS Code opens the webview and starts its script",
  worker: "the worker is there",
  model: "the model comes from the language server",
  run: "the layer is described",
  ahead: "a run that was done ahead is taken",
  computed: "weights are filled and the layers run",
  drawn: "the maps are drawn",
};

/** Chooses the command, and gives the moment on the clock of the browser. */
async function runFirst({ page }: Session): Promise<number> {
  const input = await openQuickInput(page, "F1");
  await input.fill(">ConvLens: Run Layer on Sample");
  const row = page.locator('.quick-input-list .monaco-list-row[aria-label^="ConvLens: Run Layer on Sample"]');
  await row.first().waitFor();
  const asked = await page.evaluate(() => performance.timeOrigin + performance.now());
  await page.keyboard.press("Enter");
  return asked;
}

/** The panel's marks on the same clock. */
async function marksOf(session: Session): Promise<Record<string, number>> {
  return panelOf(session)
    .locator("body")
    .evaluate(() => {
      const marks = performance.getEntriesByType("mark").filter(({ name }) => name.startsWith("convlens:"));
      return Object.fromEntries(
        marks.map(({ name, startTime }) => [name.slice(9), performance.timeOrigin + startTime]),
      );
    });
}

/** When the page began, and when its files were asked for and there, in milliseconds from `asked`. */
async function resourcesOf(session: Session, asked: number): Promise<string[]> {
  const { origin, files } = await panelOf(session)
    .locator("body")
    .evaluate(() => ({
      origin: performance.timeOrigin,
      files: performance.getEntriesByType("resource").map((entry) => ({
        name: entry.name.split("/").at(-1) ?? "",
        start: entry.startTime,
        end: entry.startTime + entry.duration,
      })),
    }));
  const at = (time: number) => (origin + time - asked).toFixed(0);
  return [
    `the webview's frame begins at ${at(0)} ms`,
    ...files.map(({ name, start, end }) => `${name} from ${at(start)} to ${at(end)} ms`),
  ];
}

/** 1,004,196 weights with 100 filters in the last layer; one line a layer, so that all are in sight. */
function millionWeights(model: string, lastFilters: number): string {
  const convolution = (name: string, filters: number, strides: number, size = 3) => ({
    class_name: "Conv2D",
    config: {
      name,
      filters,
      kernel_size: [size, size],
      strides: [strides, strides],
      padding: "same",
      activation: "relu",
    },
  });
  const layers = [
    { class_name: "InputLayer", config: { name: "picture", batch_shape: [null, 96, 96, 3] } },
    convolution("conv_1", 32, 2),
    convolution("conv_2", 64, 1),
    convolution("conv_3", 128, 2),
    convolution("conv_4", 256, 2),
    convolution("conv_5", 256, 1),
    convolution("last_convolution", lastFilters, 1, 1),
  ].map((layer) => JSON.stringify(layer));
  return `{"class_name": "Sequential", "keras_version": "3.15.1", "config": {"name": "${model}", "layers": [\n${layers.join(",\n")}\n]}}\n`;
}
