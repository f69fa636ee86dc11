/** One row of the lanes beside the list of layers: lines that pass, lines that come in, and the layer's dot. */
import { html, svg, type TemplateResult } from "lit";
import type { LaneRow } from "./lanes.ts";

const laneWidth = 12;

export function laneDrawing(row: LaneRow, lanes: number, height: number, chosen: boolean): TemplateResult {
  const width = lanes * laneWidth + 6;
  const x = (lane: number) => lane * laneWidth + laneWidth / 2 + 3;
  const middle = height / 2;
  const dot = x(row.lane);
  const passing = row.passing.map((lane) => svg`<path d="M${x(lane)} 0V${height}"/>`);
  const joining = row.joining.map(
    (lane) =>
      svg`<path d=${`M${x(lane)} 0C${x(lane)} ${middle * 0.6} ${dot} ${middle * 0.4} ${dot} ${middle}`}/>`,
  );
  const onwards = row.goesOn ? svg`<path d="M${dot} ${middle}V${height}"/>` : "";
  return html`<svg class="lanes" width=${width} height=${height} aria-hidden="true">
    ${passing}${joining}${onwards}<circle class=${chosen ? "chosen" : ""} cx=${dot} cy=${middle} r=${chosen ? 5 : 4} />
  </svg>`;
}
