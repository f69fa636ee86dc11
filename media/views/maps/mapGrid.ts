/** The grid of feature maps: only the tiles on the screen are drawn, so that thousands cost no more than a screenful. */
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { RunOutcome } from "../../worker/messages.ts";
import { WindowedElement } from "../windowedElement.ts";
import { mapOrder, neighbourInOrder } from "./mapOrder.ts";
import { scaleKey } from "./mapPicture.ts";
import { type MapTile, mapTile } from "./mapTile.ts";
import { layOutTiles, type TileLayout, tilePosition } from "./tileLayout.ts";

const gap = 8;
const captionHeight = 52;

export class MapGrid extends WindowedElement {
  static override properties = {
    outcome: { attribute: false },
    panel: { attribute: false },
    actions: { attribute: false },
  };
  declare outcome: RunOutcome | null;
  declare panel: PanelState | null;
  declare actions: PanelActions | null;

  protected override render(): TemplateResult | typeof nothing {
    const { outcome, panel } = this;
    if (!outcome || !panel || this.view.width === 0) return nothing;
    const layout = this.layout(outcome);
    const order = mapOrder(outcome.maps, panel.choices.sort);
    const places = Array.from({ length: layout.end - layout.first }, (_, at) => layout.first + at);
    const chosen = order.indexOf(panel.channel);
    // One tile takes the keyboard: the chosen one, or the first on screen while that is out of sight.
    const stop = chosen >= layout.first && chosen < layout.end ? chosen : layout.first;
    const mark = markStyle(panel, outcome);
    return html`<div class="tiles ${mark ? "marked" : ""}" .style=${`height: ${layout.totalHeight}px; ${mark}`}>
      ${repeat(
        places,
        (place) => order[place],
        (place) =>
          onceFor({
            maps: outcome.maps,
            choices: panel.choices,
            slice: panel.slice,
            place,
            channel: order[place] ?? 0,
            selected: order[place] === panel.channel,
            tabbable: place === stop,
            box: { ...tilePosition(layout, place, gap), width: layout.tileWidth, height: layout.tileHeight },
            select: this.select,
          }),
      )}
    </div>`;
  }

  private readonly select = (channel: number): void => this.actions?.selectChannel(channel);

  /** Moves the keyboard's focus to a tile, and the view to it. */
  private focusTile(channel: number): void {
    const { outcome } = this;
    if (!outcome) return;
    const layout = this.layout(outcome);
    const place = mapOrder(outcome.maps, this.panel?.choices.sort ?? "index").indexOf(channel);
    const { top } = tilePosition(layout, place, gap);
    this.showSpan(top, layout.tileHeight);
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(`[data-channel="${channel}"]`)?.focus(),
    );
  }

  private layout(outcome: RunOutcome): TileLayout {
    const { maps } = outcome;
    const strip = maps.form === "strips";
    const shape = maps.rows / maps.columns;
    return layOutTiles({
      count: maps.channels,
      width: this.view.width,
      viewHeight: this.view.height,
      scrollTop: this.view.top,
      minimumTileWidth: strip ? 220 : 104,
      tileHeight: (width) =>
        captionHeight + (strip ? 26 : Math.round(width * Math.max(0.25, Math.min(2, shape)))),
      gap,
    });
  }

  protected override readonly onKey = (event: KeyboardEvent): void => {
    const { outcome, panel, actions } = this;
    if (!outcome || !panel || !actions) return;
    const { columns } = this.layout(outcome);
    const { channels } = outcome.maps;
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      Home: -channels,
      End: channels,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const order = mapOrder(outcome.maps, panel.choices.sort);
    const channel = neighbourInOrder(order, panel.channel, step);
    // Up and down from an end row would land in another column.
    const beside = Math.abs(step) === 1 || Math.abs(step) === channels;
    if (!beside && Math.abs(order.indexOf(channel) - order.indexOf(panel.channel)) !== columns) return;
    actions.selectChannel(channel);
    this.focusTile(channel);
  };
}

/** A tile is made anew only when what it shows has changed: the pixel moves far more often. */
function onceFor(tile: MapTile): unknown {
  const { box, choices, ...rest } = tile;
  return guard([...Object.values(rest), ...Object.values(box), scaleKey(choices)], () => mapTile(tile));
}

/** The same place in all maps, once a person has pointed at one; the style sheet puts the mark of each tile there. */
function markStyle({ pixel, pointed, stale }: PanelState, { maps }: RunOutcome): string {
  if (!pixel || !pointed || stale) return "";
  const left = (100 * (pixel.column + 0.5)) / maps.columns;
  const top = (100 * (pixel.row + 0.5)) / maps.rows;
  return `--mark-left: ${left}%; --mark-top: ${top}%`;
}

customElements.define("convlens-map-grid", MapGrid);
