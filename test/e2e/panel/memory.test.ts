// A person runs far too large a layer, and one layer five hundred times: the panel says what it needs, and does not grow.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { environment } from "../support/environment.ts";
import { inPanel, openPanel, panelOf, runAtText, settled } from "../support/panel.ts";
import { openSession, type Session } from "../support/session.ts";
import { changeSetting, dark } from "../support/settings.ts";
import { clickText, goToLine, lineWith, openFile, runCommand, screenshot } from "../support/workbench.ts";

const runs = 500;

describe("the panel's memory", { timeout: 420_000 }, () => {
  let session: Session;
  before(async () => {
    session = await openSession(dark);
    await openPanel(session);
  });
  after(() => session?.close());

  it(`does not grow over ${runs} runs`, async (context) => {
    await repeat(session, 100);
    const readings = [await memoryInUse(session)];
    for (let part = 0; part < 5; part++) {
      await repeat(session, runs / 5);
      readings.push(await memoryInUse(session));
    }
    context.diagnostic(`${readings.map(megabytes).join(", ")} MB after each ${runs / 5} runs`);
    const [before = 0] = readings;
    const after = readings.at(-1) ?? Number.POSITIVE_INFINITY;
    assert.ok(after < 1.1 * before, `${megabytes(before)} MB became ${megabytes(after)} MB`);
  });

  it("refuses a run beyond the limit with the numbers, and runs the next layer", async () => {
    await writeFile(path.join(session.workspace, "huge.json"), hugeModel());
    await runHuge(session);
    await failed(session, /needs [\d.]+ GB .*the limit is 1\.\d+ GB/);
    await screenshot(session, "panel-beyond-limit");
    await runSmall(session);
  });

  it("refuses a U-Net on 4096×4096 pixels with the numbers, and runs it at its own size", async () => {
    const sample = await readFile(path.join(environment.root, "samples/unet-like.ts"), "utf8");
    await writeFile(
      path.join(session.workspace, "unet-4096.ts"),
      sample.replace("size = 128", "size = 4096"),
    );
    await openFile(session, "unet-4096.ts");
    await lineWith(session, /4096×4096×16/)
      .first()
      .waitFor();
    await runMask(session);
    await failed(session, /needs [\d.]+ GB .*the limit is 1\.\d+ GB/);
    await screenshot(session, "panel-unet-4096");
    await session.page.keyboard.press("Control+1");
    await openFile(session, "unet-like.ts");
    await runMask(session);
    await settled(session);
    assert.equal(await inPanel(session, "layer-name").textContent(), "mask");
  });

  it("says so when the browser has no such memory, and runs the next layer", async () => {
    await changeSetting(session, "convlens.run.memoryLimitMegabytes", 1_000_000);
    await runHuge(session);
    await failed(session, /memory/i);
    await screenshot(session, "panel-out-of-memory");
    await runSmall(session);
    assert.deepEqual(await session.errors(), []);
  });
});

/** Presses "Run" as often, each time once the run before is done. */
async function repeat(session: Session, times: number): Promise<void> {
  await panelOf(session)
    .locator("body")
    .evaluate(async (body, count) => {
      const find = (id: string) => body.querySelector<HTMLElement>(`[data-testid="${id}"]`);
      for (let run = 0; run < count; run++) {
        find("run")?.click();
        for (;;) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
          if (find("panel-status")?.dataset.state === "done" && !body.querySelector(".panel.stale")) break;
        }
      }
    }, times);
}

/**
 * Bytes in memory of the browser's renderer processes, which pages and workers run in, all together, once what is no longer
 * used has been collected.
 */
async function memoryInUse(session: Session): Promise<number> {
  const collect = () => {
    const gc: unknown = Reflect.get(globalThis, "gc");
    if (typeof gc === "function") gc();
  };
  for (let time = 0; time < 2; time++) {
    await Promise.all(session.page.frames().map((frame) => frame.evaluate(collect).catch(() => undefined)));
    await Promise.all(
      session.page.workers().map((worker) => worker.evaluate(collect).catch(() => undefined)),
    );
  }
  const processes = execFileSync("ps", ["-A", "-o", "rss=,args="], { encoding: "utf8" }).split("\n");
  const renderers = processes.filter((line) => line.includes("--type=renderer"));
  return 1024 * renderers.reduce((sum, line) => sum + Number.parseInt(line, 10), 0);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

async function failed(session: Session, message: RegExp): Promise<void> {
  const status = panelOf(session).locator('[data-testid="panel-status"][data-state="error"]');
  try {
    await status.waitFor();
  } catch (error) {
    await screenshot(session, "failed-memory");
    throw error;
  }
  assert.match((await status.textContent()) ?? "", message);
}

async function runHuge(session: Session): Promise<void> {
  await openFile(session, "huge.json");
  await clickText(session, "huge");
  await runCommand(session, "ConvLens: Run Layer on Sample");
}

async function runSmall(session: Session): Promise<void> {
  await runAtText(session, "small");
  assert.equal(await inPanel(session, "layer-name").textContent(), "small");
  await settled(session);
}

/** Runs the last layer of a U-Net like the sample's. */
async function runMask(session: Session): Promise<void> {
  await goToLine(session, 43, 22);
  await runCommand(session, "ConvLens: Run Layer on Sample");
}

/** The first convolution makes 4096·4096·64 float32 values, 4.3 GB; the layer before it makes a few. */
function hugeModel(): string {
  const layers = [
    { class_name: "InputLayer", config: { name: "picture", batch_shape: [null, 4096, 4096, 3] } },
    { class_name: "AveragePooling2D", config: { name: "small", pool_size: [64, 64] } },
    { class_name: "UpSampling2D", config: { name: "large", size: [64, 64] } },
    { class_name: "Conv2D", config: { name: "huge", filters: 64, kernel_size: [3, 3], padding: "same" } },
  ].map((layer) => JSON.stringify(layer));
  return `{"class_name": "Sequential", "keras_version": "3.15.1", "config": {"name": "large", "layers": [\n${layers.join(",\n")}\n]}}\n`;
}
