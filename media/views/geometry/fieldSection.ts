/** What the chosen output sees of the picture that went in, and how the field grew layer by layer. */
import { html, nothing, type TemplateResult } from "lit";
import { type PanelState, shownField } from "../../panel/panelState.ts";
import type { FieldPath, FieldStep } from "../../worker/geometry/layerGeometry.ts";
import type { RunOutcome } from "../../worker/messages.ts";
import type { PositionBox } from "../../worker/pixelAnswer.ts";
import "../input/inputPicture.ts";
import { dataTable } from "../table/dataTable.ts";
import type { TableContent } from "../table/tableContent.ts";
import { signed } from "./windowTexts.ts";

export function fieldSection(path: FieldPath, state: PanelState): TemplateResult {
  const { outcome, choices } = state;
  const picture = outcome?.picture ?? null;
  const field = shownField(state);
  return html`<section class="geometry-part" aria-labelledby="field-title" data-table="field-table">
    <h2 id="field-title">Receptive field</h2>
    <p data-testid="field-text">${fieldText(path.steps.at(-1), field, outcome)}</p>
    ${
      picture && !choices.tables
        ? html`<convlens-input-picture class="field-picture content" .picture=${picture} .field=${field} .name=${""}></convlens-input-picture>`
        : nothing
    }
    ${dataTable(fieldTable(path))}
  </section>`;
}

/** What an output of the layer sees, and where the chosen one does. */
export function fieldText(
  last: FieldStep | undefined,
  box: PositionBox | null,
  outcome: Pick<RunOutcome, "picture" | "mode"> | null,
): string {
  if (!last) return "Nothing comes before this layer.";
  const size = last.sizes ? `${last.sizes.join("×")} input positions` : last.text;
  const jump =
    last.jumps && last.sizes
      ? `; the field of the next output lies ${last.jumps.map(shortJump).join("×")} further`
      : "";
  const sees =
    last.sizes || last.text === "the whole input"
      ? `An output sees ${size}${jump}.`
      : `What an output sees is ${size}.`;
  if (!outcome) return `${sees} Run the layer to see it on a picture.`;
  const { picture, mode } = outcome;
  if (!picture) return `${sees} What went in is no picture to show it on.`;
  if (!box) return sees;
  const beyond = outsideOf(box, picture);
  const where = `rows ${signed(box.row)} to ${signed(box.row + box.rows - 1)}, columns ${signed(box.column)} to ${signed(box.column + box.columns - 1)}`;
  const through = mode === "alone" ? "The layer ran alone: the chosen output sees" : "The chosen one sees";
  return `${sees} ${through} ${where}${beyond > 0 ? `; ${Math.round(100 * beyond)} % of that lie in the padding around the picture` : ""}.`;
}

/** Share of a box that lies beyond the picture. */
function outsideOf(
  box: PositionBox,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const rows = Math.min(box.row + box.rows, height) - Math.max(box.row, 0);
  const columns = Math.min(box.column + box.columns, width) - Math.max(box.column, 0);
  return 1 - (Math.max(rows, 0) * Math.max(columns, 0)) / (box.rows * box.columns);
}

export function fieldTable({ steps, unchanged, left }: FieldPath): TableContent {
  const notes = [
    left > 0 ? `${left} layers in front are left out` : "",
    unchanged > 0
      ? `${unchanged} ${unchanged === 1 ? "layer on the way leaves" : "layers on the way leave"} it as it is`
      : "",
  ].filter(Boolean);
  return {
    id: "field-table",
    caption: "The field after each layer that changes it, in input positions",
    columns: ["Layer", "Window or class", "Sees", "Step", "From"],
    rows: steps.map(({ layer, className, window, sizes, jumps, starts, text }) => [
      layer,
      window || className,
      sizes ? sizes.join("×") : text,
      jumps ? jumps.map(shortJump).join("×") : null,
      starts ? starts.map(signed).join(", ") : null,
    ]),
    note: notes.length > 0 ? `${notes.join("; ")}.` : null,
  };
}

/** `2`, `1/2` behind a layer that enlarges. */
function shortJump(jump: number): string {
  if (Number.isInteger(jump)) return String(jump);
  const inverse = 1 / jump;
  return Number.isInteger(inverse) ? `1/${inverse}` : jump.toFixed(3);
}
