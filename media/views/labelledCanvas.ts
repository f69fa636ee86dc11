/** A canvas with its name for screen readers. */
import { html, type TemplateResult } from "lit";

/** `label` is empty where the place of the picture says what it is. */
export function labelledCanvas(label: string): TemplateResult {
  return label
    ? html`<canvas role="img" aria-label=${label}></canvas>`
    : html`<canvas aria-hidden="true"></canvas>`;
}
