/** The chosen kernel large: its picture and the map it makes, its numbers to change, a list of named ones, and its rank. */
import { html, nothing, type TemplateResult } from "lit";
import type { KernelScope } from "../../panel/kernelsState.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { choiceSelect } from "../choiceSelect.ts";
import "../maps/colourLegend.ts";
import "../maps/mapCanvas.ts";
import { valuesTable } from "../maps/mapTables.ts";
import { shortNumber } from "../numberText.ts";
import { dataTable } from "../table/dataTable.ts";
import { kernelName, type ShownKernel } from "./kernelNumbers.ts";
import { coveredSize, kernelPicture } from "./kernelPicture.ts";
import { kernelRank } from "./kernelRank.ts";
import { kernelScale } from "./kernelScale.ts";
import { kernelTable, rankTable } from "./kernelTables.ts";
import { fittingKernels, type NamedKernel, namedKernels, nameOfKernel } from "./namedKernels.ts";
import { numberGrid } from "./numberGrid.ts";

export function kernelDetails(kernel: ShownKernel, state: PanelState, actions: PanelActions): TemplateResult {
  const { stage, place } = kernel;
  const name = kernelName(stage, place);
  return html`<section class="kernel-details" aria-label="The chosen kernel" data-testid="kernel-details" data-kernel="${place.filter},${place.channel},${place.slice}">
    <h2><span data-testid="kernel-name">${name}</span>${kernel.edited.includes(true) ? html` <span class="badge" data-testid="kernel-edited">edited</span>` : nothing}</h2>
    ${state.choices.tables ? tables(kernel, state) : pictures(kernel, state, name)}
    ${namedChoice(kernel, state, actions)}
    ${numberGrid(kernel, actions)}
    ${state.choices.tables ? nothing : kernelRank(kernel, state, actions)}
  </section>`;
}

function tables(kernel: ShownKernel, state: PanelState): TemplateResult {
  const rank = rankTable(kernel);
  const channel = mapChannel(kernel, state);
  return html`${dataTable(kernelTable(kernel))}${rank ? dataTable(rank) : nothing}${mapValues(channel, state)}`;
}

/** The numbers of the map beside the kernel, around the pixel. */
function mapValues(
  channel: number | null,
  { outcome, slice, pixel }: PanelState,
): TemplateResult | typeof nothing {
  if (channel === null || !outcome) return nothing;
  return dataTable(valuesTable(outcome.maps, { channel, slice, row: 0, column: 0, ...pixel }));
}

function pictures(kernel: ShownKernel, state: PanelState, name: string): TemplateResult {
  const { stage, plane, edits } = kernel;
  const scale = kernelScale(state.choices.kernelScale, stage, edits, plane);
  const { rows, columns } = coveredSize(stage);
  const holes = rows !== stage.rows || columns !== stage.columns ? `, spread over ${rows} by ${columns}` : "";
  const label = `Weights of ${name}, ${stage.rows} by ${stage.columns}${holes}`;
  return html`<div class="kernel-pictures">
    <figure>
      <figcaption>Weights</figcaption>
      <div class="kernel-large ${holes ? "holes" : ""}" data-table="kernel-table" .style=${`aspect-ratio: ${columns} / ${Math.max(rows, columns / 8)}`}>${kernelPicture({ stage, plane, scale }, label)}</div>
      <convlens-colour-legend .scale=${scale}></convlens-colour-legend>
    </figure>
    ${mapFigure(kernel, state)}
  </div>`;
}

/** Channel of the map that the filter makes; `null` where what ran last is another layer, or no picture. */
function mapChannel({ stage, place }: ShownKernel, { outcome, channel: chosen }: PanelState): number | null {
  const path = stage.layerPath.join("\n");
  if (!outcome || outcome.layerPath.join("\n") !== path || outcome.maps.form === "vector") return null;
  const channel = stage.makesChannels ? place.filter : chosen;
  return channel < outcome.maps.channels ? channel : null;
}

/** The map of the layer that the filter makes, redrawn with each edit. */
function mapFigure(kernel: ShownKernel, state: PanelState): TemplateResult | typeof nothing {
  const { outcome } = state;
  const channel = mapChannel(kernel, state);
  if (channel === null || !outcome) return nothing;
  const { rows, columns } = outcome.maps;
  return html`<figure>
    <figcaption>Map ${channel} of the layer</figcaption>
    <div class="kernel-large content" role="img" aria-label="Map ${channel} of the layer's output, ${rows} by ${columns}" data-testid="kernel-map" data-table="values-table" .style=${`aspect-ratio: ${columns} / ${Math.max(rows, columns / 8)}`}><convlens-map-canvas .maps=${outcome.maps} .choices=${state.choices} .channel=${channel} .slice=${state.slice}></convlens-map-canvas></div>
  </figure>`;
}

function namedChoice(kernel: ShownKernel, state: PanelState, actions: PanelActions): TemplateResult {
  const { stage, plane } = kernel;
  const fitting = fittingKernels(stage);
  const name = nameOfKernel(plane, stage);
  const own: "own" | NamedKernel = name?.id ?? "own";
  const options: readonly (readonly ["own" | NamedKernel, string])[] = [
    ["own", kernel.edited.includes(true) ? "Own numbers" : "As in the layer"],
    ...fitting.map((id) => [id, namedKernels[id].title] as const),
  ];
  return html`<div class="kernel-named">
    ${choiceSelect({ id: "named-kernel", label: "Set to", value: own, options }, (id) => {
      if (id !== "own") actions.kernels.setNamed(id);
    })}
    ${
      stage.channels > 1
        ? choiceSelect<KernelScope>(
            {
              id: "kernel-scope",
              label: "in",
              value: state.kernels.scope,
              options: [
                ["kernel", "this kernel"],
                ["filter", `all channels, 1/${stage.channels} each`],
              ],
            },
            actions.kernels.setScope,
          )
        : nothing
    }
    ${name ? html`<span class="hint" data-testid="kernel-named">${factorText(name.factor)}${namedKernels[name.id].what}</span>` : nothing}
  </div>`;
}

/** `0.3333 times it; `, empty for a kernel that is just as named. */
function factorText(factor: number): string {
  return factor === 1 ? "" : `${shortNumber(factor)} times it; `;
}
