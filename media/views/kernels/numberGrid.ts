/** The numbers of the chosen kernel in fields to type in: arrows go from field to field, Enter puts a number in. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelActions } from "../../panel/panelState.ts";
import { exactNumber, shortNumber } from "../numberText.ts";
import type { ShownKernel } from "./kernelNumbers.ts";

/** Rows and columns that have fields. */
const mostFields = 16;

export function numberGrid(kernel: ShownKernel, actions: PanelActions): TemplateResult {
  const { rows, columns } = kernel.stage;
  const [down, across] = [Math.min(rows, mostFields), Math.min(columns, mostFields)];
  const isCut = down < rows || across < columns;
  return html`<div class="kernel-fields" tabindex="-1">
      <table data-testid="kernel-fields">
        <caption class="unseen">Numbers of the kernel, to be changed</caption>
        <thead><tr><td></td>${range(across).map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
        <tbody>
          ${range(down).map(
            (row) =>
              html`<tr><th scope="row">${row}</th>${range(across).map((column) => html`<td>${field(kernel, { row, column }, actions)}</td>`)}</tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${isCut ? html`<p class="hint">Of ${rows}×${columns} numbers the first ${down}×${across} can be changed here; the table has them all.</p>` : nothing}`;
}

interface Cell {
  readonly row: number;
  readonly column: number;
}

function field(kernel: ShownKernel, { row, column }: Cell, actions: PanelActions): TemplateResult {
  const at = row * kernel.stage.columns + column;
  const value = kernel.plane[at] ?? Number.NaN;
  const edited = kernel.edited[at] === true;
  const shown = shortNumber(value);
  const commit = (input: HTMLInputElement): boolean => {
    if (input.value === exactNumber(value) || input.value === shown) {
      input.removeAttribute("aria-invalid");
      return true;
    }
    const number = readNumber(input.value);
    input.setAttribute("aria-invalid", number === null ? "true" : "false");
    if (number === null) return false;
    actions.kernels.setNumber(row, column, number);
    return true;
  };
  return html`<input
    class=${edited ? "edited" : ""}
    type="text"
    inputmode="decimal"
    autocomplete="off"
    data-testid="kernel-field"
    data-cell="${row},${column}"
    aria-label="row ${row}, column ${column}${edited ? ", edited" : ""}"
    title=${exactNumber(value)}
    .value=${shown}
    @focus=${(event: Event) => {
      if (!(event.target instanceof HTMLInputElement)) return;
      event.target.value = exactNumber(value);
      event.target.select();
    }}
    @blur=${(event: Event) => {
      const { target } = event;
      if (!(target instanceof HTMLInputElement)) return;
      if (!commit(target)) target.removeAttribute("aria-invalid");
      if (readNumber(target.value) === null || target.value === exactNumber(value)) target.value = shown;
    }}
    @keydown=${(event: KeyboardEvent) => onKey(event, { row, column }, commit, value)}
  />`;
}

function onKey(
  event: KeyboardEvent,
  { row, column }: Cell,
  commit: (input: HTMLInputElement) => boolean,
  value: number,
): void {
  const { target } = event;
  if (!(target instanceof HTMLInputElement) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && target.value !== exactNumber(value)) {
    event.preventDefault();
    event.stopPropagation();
    target.value = exactNumber(value);
    target.removeAttribute("aria-invalid");
    target.select();
    return;
  }
  if (event.key === "Enter") {
    event.preventDefault();
    if (commit(target)) target.select();
    return;
  }
  const move = moveOf(event.key, target);
  if (!move) return;
  const next = target
    .closest("table")
    ?.querySelector<HTMLInputElement>(`[data-cell="${row + move[0]},${column + move[1]}"]`);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** Left and right leave the field from its ends only, or while all of it is selected. */
function moveOf(key: string, input: HTMLInputElement): readonly [number, number] | null {
  const { selectionStart: start, selectionEnd: end, value } = input;
  const all = start === 0 && end === value.length;
  if (key === "ArrowUp") return [-1, 0];
  if (key === "ArrowDown") return [1, 0];
  if (key === "ArrowLeft" && (all || (start === 0 && end === 0))) return [0, -1];
  if (key === "ArrowRight" && (all || start === value.length)) return [0, 1];
  return null;
}

/** `null` for a text that is no finite number; a decimal comma and a real minus sign are understood. */
export function readNumber(text: string): number | null {
  const plain = text.trim().replace(/−/g, "-").replace(",", ".");
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return null;
  const value = Math.fround(Number(plain));
  return Number.isFinite(value) ? value : null;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}
