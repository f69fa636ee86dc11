// What no view of the panel may have, at any width and in any theme: anything cut off at its sides, or hard to use without sight.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { environment } from "./environment.ts";
import { panelOf } from "./panel.ts";
import type { Session } from "./session.ts";

/** Elements that stand out of the panel, or cut their text off without giving it on pointing at them. */
export async function cutOff(session: Session): Promise<string[]> {
  return panelOf(session)
    .locator("body")
    .evaluate((body) => {
      // Drawings and tables have scroll bars of their own.
      const free =
        ".table-scroll, .graph-scroll, .input-frame, .kind-frame, .window-frame, .tile-picture, svg";
      // The names of the rows, and a column beside them.
      const leastTable = 240;
      const wide = body.clientWidth;
      const found: string[] = [];
      for (const element of body.querySelectorAll("*")) {
        const seen = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
        if (!seen || element.closest(".unseen")) continue;
        if (
          element.matches(".table-scroll") &&
          element.clientWidth < Math.min(element.scrollWidth, leastTable)
        ) {
          found.push(`a table of ${element.scrollWidth} in ${element.clientWidth}`);
        }
        if (element.matches(free)) continue;
        const told = element.closest("[title]");
        const isTold = told !== null && getComputedStyle(told).overflowX !== "visible";
        const isFree = element.parentElement?.closest(free) !== null;
        const { left, right, width } = element.getBoundingClientRect();
        const name = `${element.localName}.${[...element.classList].join(".")} "${element.textContent?.trim().slice(0, 40)}"`;
        if (!isFree && !isTold && width > 0 && (right > wide + 1 || left < -1)) {
          found.push(`${name} from ${Math.round(left)} to ${Math.round(right)} of ${wide}`);
        }
        const { overflowX, textOverflow } = getComputedStyle(element);
        const isCut = overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
        if (!isFree && isCut && !(textOverflow === "ellipsis" && told)) {
          found.push(`${name} holds ${element.scrollWidth} in ${element.clientWidth}`);
        }
      }
      return found;
    });
}

export interface AxeFinding {
  readonly rule: string;
  readonly impact: string;
  readonly places: readonly string[];
}

/** What axe-core finds in the panel's page, of every weight, and how many of its rules passed. */
export async function axeFindings(
  session: Session,
): Promise<{ readonly passed: number; readonly findings: readonly AxeFinding[] }> {
  const script = await readFile(path.join(environment.root, "node_modules/axe-core/axe.min.js"), "utf8");
  const frame = await (await panelOf(session).owner().elementHandle())?.contentFrame();
  if (!frame) throw new Error("there is no panel");
  // The page's policy lets no script in; what the debugger evaluates is not bound by it.
  await frame.evaluate(script);
  return frame.evaluate(async () => {
    const run: unknown = Reflect.get(Object(Reflect.get(window, "axe")), "run");
    if (typeof run !== "function") throw new Error("axe-core did not load");
    const { passes, violations } = await run(document);
    return {
      passed: passes.length,
      findings: violations.map(
        (each: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }) => ({
          rule: each.id,
          impact: each.impact,
          places: each.nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)}: ${failureSummary}`),
        }),
      ),
    };
  });
}

/** Elements that the keyboard reaches and that do not show it. */
export async function unseenFocus(session: Session): Promise<string[]> {
  return panelOf(session)
    .locator("body")
    .evaluate((body) => {
      const before = document.activeElement;
      const found: string[] = [];
      for (const element of body.querySelectorAll<HTMLElement>("button, select, input, [tabindex]")) {
        if (element.tabIndex < 0 || element.matches(":disabled") || !element.checkVisibility()) continue;
        // The option is younger than the types.
        element.focus(Object.assign({ preventScroll: true }, { focusVisible: true }));
        if (document.activeElement !== element) continue;
        const { outlineStyle, outlineWidth, borderColor } = getComputedStyle(element);
        const isOutlined = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1;
        if (!isOutlined) found.push(`${element.localName}.${element.className} (border ${borderColor})`);
      }
      if (before instanceof HTMLElement) before.focus();
      return found;
    });
}

/**
 * Tables of the pictures on screen, by `data-table` of the element around each; pictures without one are in `bare`. Apart from icons, legends
 * (whose name tells both numbers) and what stands in a button that has a name of its own.
 */
export async function tablesOfPictures(session: Session): Promise<{
  readonly tables: readonly string[];
  readonly bare: readonly string[];
  readonly pictures: number;
}> {
  return panelOf(session)
    .locator("main.panel")
    .evaluate((main) => {
      const tables = new Set<string>();
      const bare: string[] = [];
      let pictures = 0;
      for (const element of main.querySelectorAll("canvas, svg:not(.icon), img, [role=img]")) {
        if (!element.checkVisibility({ visibilityProperty: true })) continue;
        const legend = element.closest(".legend");
        if (legend && /^Colour scale from .+ to .+$/.test(legend.getAttribute("aria-label") ?? "")) continue;
        pictures++;
        const table = element.closest("[data-table]")?.getAttribute("data-table");
        if (table) tables.add(table);
        else if (!element.closest("button")?.textContent?.trim()) {
          bare.push(`${element.localName} in ${element.parentElement?.outerHTML.slice(0, 120)}`);
        }
      }
      return { tables: [...tables], bare, pictures };
    });
}
