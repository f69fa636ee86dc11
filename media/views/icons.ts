/** The panel's icons, drawn as lines in the colour of the text around them; 16 by 16, hidden from screen readers. */
import { html, svg, type TemplateResult } from "lit";

export type IconName =
  | "run"
  | "stop"
  | "follow"
  | "help"
  | "chevron-down"
  | "chevron-left"
  | "chevron-right"
  | "go-to-file"
  | "close"
  | "pin"
  | "warning"
  | "table"
  | "zoom-in"
  | "zoom-out"
  | "layers"
  | "pause"
  | "step-on"
  | "step-back"
  | "reverse"
  | "save";

const drawings: Readonly<Record<IconName, TemplateResult>> = {
  run: svg`<path d="M4.5 2.8v10.4L13 8z" fill="currentColor" stroke="none"/>`,
  stop: svg`<rect x="3.5" y="3.5" width="9" height="9" rx="1" fill="currentColor" stroke="none"/>`,
  follow: svg`<circle cx="8" cy="8" r="4.6"/><circle cx="8" cy="8" r="1.3" fill="currentColor" stroke="none"/><path d="M8 1v3M8 12v3M1 8h3M12 8h3"/>`,
  help: svg`<circle cx="8" cy="8" r="6.4"/><path d="M6 6.3a2 2 0 1 1 2.7 1.9c-.5.2-.7.5-.7 1.1v.3"/><path d="M8 11.6v.2"/>`,
  "chevron-down": svg`<path d="M4 6l4 4 4-4"/>`,
  "chevron-left": svg`<path d="M10 4L6 8l4 4"/>`,
  "chevron-right": svg`<path d="M6 4l4 4-4 4"/>`,
  "go-to-file": svg`<path d="M9 2H3.5v12h9V6.5"/><path d="M8 8l5.5-5.5M10 2h4v4"/>`,
  close: svg`<path d="M4 4l8 8M12 4l-8 8"/>`,
  pin: svg`<path d="M10 2l4 4-2.2.6-2.6 2.6-.3 3L6.3 9.6 2.5 13.5 6 9.3 3.8 7.100l3-.3 2.6-2.6z"/>`,
  table: svg`<rect x="2" y="3" width="12" height="10" rx="1"/><path d="M2 6.4h12M2 9.700h12M6.5 6.400v6.6"/>`,
  "zoom-in": svg`<circle cx="7" cy="7" r="4.6"/><path d="M10.4 10.400l3.6 3.600M5 7h4M7 5v4"/>`,
  "zoom-out": svg`<circle cx="7" cy="7" r="4.6"/><path d="M10.4 10.400l3.6 3.600M5 7h4"/>`,
  layers: svg`<path d="M8 2.5l6 3-6 3-6-3zM2 8.500l6 3 6-3M2 11l6 3 6-3"/>`,
  pause: svg`<path d="M5.2 3v10M10.8 3v10" stroke-width="2.4"/>`,
  "step-on": svg`<path d="M4 3l6 5-6 5z" fill="currentColor" stroke="none"/><path d="M12 3.5v9"/>`,
  "step-back": svg`<path d="M12 3L6 8l6 5z" fill="currentColor" stroke="none"/><path d="M4 3.5v9"/>`,
  reverse: svg`<path d="M3 8a5 5 0 1 0 1.6-3.7M3 2.5v3h3"/>`,
  save: svg`<path d="M8 2v8M4.6 6.8L8 10.2l3.400-3.400M2.500 11v2.500h11V11"/>`,
  warning: svg`<path d="M8 2.2L14.5 13.5h-13z"/><path d="M8 6.5v3.2M8 11.5v.2"/>`,
};

export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${drawings[name]}</svg>`;
}
