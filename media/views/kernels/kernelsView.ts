/** The tab of kernels: the weights of a layer as pictures, to look at, to change, and to watch what becomes of the maps. */
import { html, nothing, type TemplateResult } from "lit";
import type { KernelScale, KernelsAcross } from "../../../protocol/panelChoices.ts";
import { editsOf } from "../../panel/kernelHistory.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { KernelStage, LayerKernels } from "../../worker/kernels/layerKernels.ts";
import { choiceSelect } from "../choiceSelect.ts";
import { icon } from "../icons.ts";
import { groupedNumber } from "../numberText.ts";
import { dataTable } from "../table/dataTable.ts";
import { tablesToggle } from "../table/tablesToggle.ts";
import { kernelDetails } from "./kernelDetails.ts";
import { countOf } from "./kernelGrid.ts";
import { chosenKernel, type ShownKernel } from "./kernelNumbers.ts";
import { kernelListTable } from "./kernelTables.ts";

export function kernelsView(state: PanelState, actions: PanelActions): TemplateResult {
  const { kernels } = state.kernels;
  const kernel = chosenKernel(state.kernels);
  return html`<section class="kernels-view" aria-label="Kernels" data-testid="kernels-view">
    ${
      kernels === null
        ? html`<p class="hint">${state.description?.layer ? "The weights are being read…" : "Choose a layer to see its kernels."}</p>`
        : kernels.kind === "none" || !kernel
          ? noKernels(kernels, actions)
          : html`${controls(kernel, kernels, state, actions)} ${content(kernel, state, actions)}`
    }
  </section>`;
}

type Some = Extract<LayerKernels, { kind: "kernels" }>;

function controls(
  kernel: ShownKernel,
  { stages }: Some,
  state: PanelState,
  actions: PanelActions,
): TemplateResult {
  const { stage } = kernel;
  const { choices } = state;
  const across =
    stage.channels > 1
      ? choiceSelect<KernelsAcross>(
          {
            id: "kernels-across",
            label: "Show",
            value: choices.kernelsAcross,
            options: [
              ["filters", `${stage.filterName}s`],
              ["channels", `${stage.channelName}s`],
            ],
          },
          (kernelsAcross) => actions.choose({ kernelsAcross }),
        )
      : nothing;
  return html`<div class="controls">
      ${
        stages.length > 1
          ? choiceSelect(
              {
                id: "kernel-stage",
                label: "Weights",
                value: String(state.kernels.stage),
                options: stages.map(({ title }, at) => [String(at), title] as const),
              },
              (at) => actions.kernels.selectStage(Number(at)),
            )
          : nothing
      }
      ${across} ${steppers(kernel, state, actions)}
      ${choiceSelect<KernelScale>(
        {
          id: "kernel-scale",
          label: "Scale",
          value: choices.kernelScale,
          options: [
            ["layer", "layer"],
            ["kernel", "each"],
          ],
        },
        (kernelScale) => actions.choose({ kernelScale }),
      )}
      ${tablesToggle(state, actions)} ${historyButtons(stage, state, actions)}
    </div>
    <p class="hint kernel-remark">${remark(kernel)}</p>
    <div class="unseen" aria-live="polite" data-testid="kernel-said">${state.kernels.said}</div>`;
}

/** The axes that do not stand side by side. */
function steppers(
  { stage, place }: ShownKernel,
  { choices }: PanelState,
  actions: PanelActions,
): TemplateResult {
  const byChannel = choices.kernelsAcross === "channels" && stage.channels > 1;
  const { selectKernel } = actions.kernels;
  return html`${
    byChannel
      ? stepper(stage.filterName, place.filter, stage.filters, (filter) => selectKernel({ filter }))
      : stage.channels > 1
        ? stepper(stage.channelName, place.channel, stage.channels, (channel) => selectKernel({ channel }))
        : nothing
  }
  ${stage.slices > 1 ? stepper("slice", place.slice, stage.slices, (slice) => selectKernel({ slice })) : nothing}`;
}

function stepper(name: string, at: number, of: number, choose: (index: number) => void): TemplateResult {
  return html`<span class="choice">${name} ${at} <span class="channel-steps">
    <button class="step" data-testid="kernel-${name}-before" aria-label="${name} before" ?disabled=${at === 0} @click=${() => choose(at - 1)}>${icon("chevron-left")}</button>
    <span class="of">of ${groupedNumber(of)}</span>
    <button class="step" data-testid="kernel-${name}-after" aria-label="${name} after" ?disabled=${at === of - 1} @click=${() => choose(at + 1)}>${icon("chevron-right")}</button>
  </span></span>`;
}

function historyButtons(stage: KernelStage, { kernels }: PanelState, actions: PanelActions): TemplateResult {
  const { undo, redo } = kernels;
  const edits = editsOf(kernels.edits, stage)?.size ?? 0;
  const step = (text: string | undefined) => (text === undefined ? "" : `: ${text}`);
  return html`<span class="kernel-history">
    <button class="action secondary small" data-testid="kernel-undo" title="Undo${step(undo.at(-1)?.text)} (U)" ?disabled=${undo.length === 0} @click=${actions.kernels.undo}>Undo</button>
    <button class="action secondary small" data-testid="kernel-redo" title="Redo${step(redo.at(-1)?.text)} (Y)" ?disabled=${redo.length === 0} @click=${actions.kernels.redo}>Redo</button>
    <button class="action secondary small" data-testid="kernel-restore" title="Back to the weights of the layer; undo brings the edits back" ?disabled=${edits === 0} @click=${actions.kernels.restore}>Original</button>
  </span>`;
}

function remark({ stage, edits }: ShownKernel): string {
  const { filters, allFilters, rows, columns, slices, channels } = stage;
  const window = [...(slices > 1 ? [slices] : []), rows, columns].join("×");
  const parts = [
    `${groupedNumber(allFilters * channels)} × ${window}.`,
    stage.remark ?? "",
    filters < allFilters ? `The first ${groupedNumber(filters)} are shown.` : "",
    edits ? `${groupedNumber(edits.size)} numbers edited.` : "",
  ];
  return parts.filter(Boolean).join(" ");
}

function content(kernel: ShownKernel, state: PanelState, actions: PanelActions): TemplateResult {
  const count = countOf(state, kernel.stage);
  return html`<div class="kernels-work">
    ${
      state.choices.tables
        ? dataTable(kernelListTable(state, kernel))
        : html`<convlens-kernel-grid
            class="map-grid kernel-grid"
            data-testid="kernel-grid"
            data-table="kernels-table"
            data-count=${count}
            role="listbox"
            aria-label="Kernels, ${count}"
            .panel=${state}
            .actions=${actions}
          ></convlens-kernel-grid>`
    }
    ${kernelDetails(kernel, state, actions)}
  </div>`;
}

function noKernels(kernels: LayerKernels, actions: PanelActions): TemplateResult {
  if (kernels.kind !== "none") return html`<p class="hint">This layer has no kernels.</p>`;
  const { reason, others } = kernels;
  return html`<p class="ask" data-testid="kernels-none">${reason}</p>
    ${
      others.length > 0
        ? html`<p class="hint">Layers of this model that have some:</p>
            <div class="others">
              ${others.map((path) => html`<button class="action secondary" @click=${() => actions.chooseLayer(path)}>${path.at(-1)}</button>`)}
            </div>`
        : nothing
    }`;
}
