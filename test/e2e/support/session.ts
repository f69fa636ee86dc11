// A VS Code window on a throw-away copy of the samples, in a fresh browser profile.
import { cp, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { chromium, type Page } from "playwright-core";
import { environment } from "./environment.ts";
import { ownErrorsInLogs } from "./logs.ts";
import { type Theme, writeSettings } from "./settings.ts";

export type Session = {
  readonly page: Page;
  /** Absolute path of the folder that is open. */
  readonly workspace: string;
  /** Errors of ours so far: in the page, in a webview, in any log of the extension host. */
  readonly errors: () => Promise<string[]>;
  readonly close: () => Promise<void>;
};

/** A laptop's window, and one in which the panel beside a file is wide enough for maps and arithmetic side by side. */
const usualWindow = { width: 1440, height: 900 };
export const largeWindow = { width: 1920, height: 1000 };

/** Opens a window and resolves once its workbench is drawn in the theme asked for. */
export async function openSession(theme: Theme, viewport = usualWindow): Promise<Session> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "lens-e2e-"));
  const workspace = path.join(folder, "samples");
  await cp(path.join(environment.root, "samples"), workspace, { recursive: true });
  await writeSettings(workspace, theme);
  const started = new Date();

  const browser = await chromium.connect(environment.browser);
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const pageErrors = collectErrors(page);
  const close = async () => {
    await context.close();
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await page.goto(`${environment.url}/?folder=${encodeURI(workspace)}`);
    await page.locator(`.monaco-workbench.${theme.cssClass}`).waitFor();
    await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
  } catch (error) {
    // A browser that stays open would keep the tests' process from ending.
    await close();
    throw error;
  }
  const errors = async () => [...pageErrors, ...(await ownErrorsInLogs(environment.logs, started))];
  return { page, workspace, errors, close };
}

/** The workbench's own worries, none of them ours: no network, no gallery, closed parts left out. */
const harmless = /Failed to load resource|net::ERR_|service ?worker|bad HTTP response code \(404\)/i;

/** Uncaught errors anywhere in the window, and errors logged by our scripts or naming our extension. */
function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => {
    const text = error.stack ?? error.message;
    if (!harmless.test(text)) errors.push(text);
  });
  page.on("console", (message) => {
    const { url } = message.location();
    const isOurs = !url.includes("/workbench/workbench.js") || /convlens\.|\[convlens/i.test(message.text());
    if (message.type() === "error" && isOurs && !harmless.test(message.text())) {
      errors.push(`${message.text()} (${url})`);
    }
  });
  return errors;
}
