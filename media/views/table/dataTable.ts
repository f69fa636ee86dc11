/** A table of numbers, a page of rows at a time, so that thousands of rows stay quick. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import { groupedNumber } from "../numberText.ts";
import { cellText, type TableContent, type TableRow } from "./tableContent.ts";

const rowsPerPage = 200;

export class DataTable extends LitElement {
  static override properties = { content: { attribute: false } };
  declare content: TableContent;
  private page = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("content");
    if (before && before.id !== this.content.id) this.page = 0;
    const pages = Math.ceil(this.content.rows.length / rowsPerPage);
    this.page = Math.max(0, Math.min(this.page, pages - 1));
  }

  protected override render(): TemplateResult {
    const { id, caption, columns, rows, note } = this.content;
    const first = this.page * rowsPerPage;
    return html`<div class="table-scroll" tabindex="0" role="region" aria-label=${caption}>
        <table data-testid=${id} aria-rowcount=${rows.length + 1}>
          <caption>${caption}</caption>
          <thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
          <tbody>${rows.slice(first, first + rowsPerPage).map((row, at) => tableRow(row, first + at))}</tbody>
        </table>
      </div>
      ${note ? html`<p class="more">${note}</p>` : nothing}
      ${rows.length > rowsPerPage ? this.pager(first) : nothing}`;
  }

  private pager(first: number): TemplateResult {
    const { rows } = this.content;
    const last = Math.min(rows.length, first + rowsPerPage);
    return html`<div class="pager">
      <button class="step" aria-label="Rows before" ?disabled=${this.page === 0} @click=${() => this.turn(-1)}>${icon("chevron-left")}</button>
      <span>rows ${groupedNumber(first + 1)} to ${groupedNumber(last)} of ${groupedNumber(rows.length)}</span>
      <button class="step" aria-label="Rows after" ?disabled=${last === rows.length} @click=${() => this.turn(1)}>${icon("chevron-right")}</button>
    </div>`;
  }

  private turn(by: number): void {
    this.page += by;
    this.requestUpdate();
  }
}

customElements.define("convlens-data-table", DataTable);

/** The table as an element that fills its place. */
export function dataTable(content: TableContent): TemplateResult {
  return html`<convlens-data-table class="content" .content=${content}></convlens-data-table>`;
}

function tableRow(row: TableRow, at: number): TemplateResult {
  const [head = null, ...cells] = row;
  return html`<tr aria-rowindex=${at + 2}>
    <th scope="row">${cellText(head)}</th>
    ${cells.map((cell) => html`<td class=${typeof cell === "number" ? "number" : ""}>${cellText(cell)}</td>`)}
  </tr>`;
}
