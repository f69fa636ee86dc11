/** All layers of the model, to choose another one; the first hundred that contain the typed text. */
import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { LayerNode, ModelGraph } from "../../../core/graph/modelGraph.ts";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { overlayFocus } from "./overlayFocus.ts";

const mostShown = 100;

export function layerListView(state: PanelState, actions: PanelActions): TemplateResult | typeof nothing {
  const { model } = state;
  if (!model || !state.layerListOpen) return nothing;
  const { shown, total } = matchingLayers(model.graph, state.layerFilter);
  return html`<section class="overlay layer-list" role="dialog" data-testid="layer-list" aria-label="Layers of the model">
    <vscode-textfield
      ${ref(overlayFocus)}
      placeholder="Name or class"
      label="Filter layers"
      .value=${state.layerFilter}
      @input=${(event: Event) => actions.filterLayers(textOf(event))}
    ></vscode-textfield>
    <ul>
      ${shown.map(
        ({ path, node }) =>
          html`<li>
            <button @click=${() => actions.chooseLayer(path)} aria-current=${path.join("/") === model.target.layerPath.join("/") ? "true" : "false"}>
              <span>${path.join(" › ")}</span><span class="class-name">${node.className}</span>
            </button>
          </li>`,
      )}
    </ul>
    ${total > shown.length ? html`<p class="more">${total - shown.length} more: type a part of the name.</p>` : nothing}
  </section>`;
}

interface ListedLayer {
  readonly path: readonly string[];
  readonly node: LayerNode;
}

/** Layers whose path or class contains `filter`, inner models' layers after the one that holds them. */
export function matchingLayers(
  graph: ModelGraph,
  filter: string,
): { readonly shown: readonly ListedLayer[]; readonly total: number } {
  const wanted = filter.trim().toLowerCase();
  const shown: ListedLayer[] = [];
  let total = 0;
  const open: { readonly outer: readonly string[]; readonly node: LayerNode }[] = [];
  const push = (layers: readonly LayerNode[], outer: readonly string[]) => {
    for (let at = layers.length - 1; at >= 0; at--) {
      const node = layers[at];
      if (node) open.push({ outer, node });
    }
  };
  push(graph.layers, []);
  for (let next = open.pop(); next; next = open.pop()) {
    const path = [...next.outer, next.node.name];
    const text = `${path.join(" ")} ${next.node.className}`.toLowerCase();
    if (text.includes(wanted)) {
      total++;
      if (shown.length < mostShown) shown.push({ path, node: next.node });
    }
    // Deep nesting is cut: the path would be no name that a person reads.
    if (next.node.model && path.length < 8) push(next.node.model.layers, path);
  }
  return { shown, total };
}

function textOf(event: Event): string {
  const { target } = event;
  return target instanceof HTMLElement && "value" in target && typeof target.value === "string"
    ? target.value
    : "";
}
