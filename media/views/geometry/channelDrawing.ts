/** Which input channels each output channel reads: dots and lines for a few of them, and a sentence. */
import { html, svg, type TemplateResult } from "lit";
import type { ChannelLinks } from "../../worker/geometry/layerGeometry.ts";
import { groupedNumber } from "../numberText.ts";
import type { TableContent } from "../table/tableContent.ts";

/** Dots in a column, at most. */
const most = 8;
const step = 16;
const gap = 90;

interface Side {
  readonly count: number;
  /** Numbers of the channels that have a dot. */
  readonly shown: readonly number[];
}

/** What lies between two columns of dots: whether output `o` reads input `i`. */
type Joins = (input: number, output: number) => boolean;

export function channelDrawing(links: ChannelLinks): TemplateResult {
  const columns = columnsOf(links);
  const rows = Math.max(...columns.map((channels) => channels.shown.length));
  const width = gap * (columns.length - 1) + 4 * step;
  const height = step * (rows + 1);
  const x = (column: number) => 2 * step + column * gap;
  const y = (dot: number) => step / 2 + dot * step;
  const lines = stagesOf(links).flatMap((joins, stage) => {
    const [from, to] = [columns[stage]?.shown ?? [], columns[stage + 1]?.shown ?? []];
    return pairs(from.length, to.length).flatMap(([input, output]) =>
      joins(from[input] ?? 0, to[output] ?? 0)
        ? [svg`<path class="link" d=${`M${x(stage)} ${y(input)}L${x(stage + 1)} ${y(output)}`} />`]
        : [],
    );
  });
  return html`<svg class="channel-links" data-testid="channel-links" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${channelSentence(links)}>
    ${lines}
    ${columns.map(({ shown, count }, column) => [
      ...shown.map((_, dot) => svg`<circle cx=${x(column)} cy=${y(dot)} r="4.5" />`),
      svg`<text x=${x(column)} y=${y(shown.length) + 4} text-anchor="middle">${shown.length < count ? `${shown.length} of ${groupedNumber(count)}` : String(count)}</text>`,
    ])}
  </svg>`;
}

/** Of many channels some at equal distances, so that groups are seen. */
function columnsOf({ inputs, outputs, between }: ChannelLinks): readonly Side[] {
  return [inputs, ...(between === null ? [] : [between]), outputs].map((count) => {
    const shown = Math.min(count, most);
    return { count, shown: Array.from({ length: shown }, (_, at) => Math.floor((at * count) / shown)) };
  });
}

/** Whether an output channel of each stage reads an input channel of it. */
export function stagesOf({ inputs, outputs, groups, between }: ChannelLinks): readonly Joins[] {
  const first = between ?? outputs;
  const grouped: Joins = (input, output) =>
    Math.floor((input * groups) / inputs) === Math.floor((output * groups) / first);
  return between === null ? [grouped] : [grouped, () => true];
}

function pairs(inputs: number, outputs: number): readonly (readonly [number, number])[] {
  return Array.from({ length: inputs * outputs }, (_, at) => [at % inputs, Math.floor(at / inputs)] as const);
}

export function channelSentence({ inputs, outputs, groups, between }: ChannelLinks): string {
  const number = groupedNumber;
  if (inputs === 0) return "How many channels there are is not known.";
  if (between !== null) {
    return `Two stages: each of the ${number(inputs)} input channels is filtered by itself${between > inputs ? `, ${between / inputs} times` : ""}, then each of the ${number(outputs)} output channels mixes all ${number(between)}.`;
  }
  if (inputs === 1 && groups === 1) {
    return outputs === 1
      ? "One output channel reads one input channel."
      : `Each of the ${number(outputs)} output channels reads the one input channel.`;
  }
  if (groups === 1)
    return `Each of the ${number(outputs)} output channels reads all ${number(inputs)} input channels.`;
  if (groups === inputs) {
    const times = outputs / inputs;
    return `Each output channel reads one input channel and sees no other${times > 1 ? `; every input channel makes ${times} of the ${number(outputs)}` : ""}.`;
  }
  return `${groups} groups that do not see one another: ${number(outputs / groups)} output channels read ${number(inputs / groups)} of the ${number(inputs)} input channels each.`;
}

/** For each output channel the inputs it reads. */
export function channelTable(links: ChannelLinks): TableContent {
  const { inputs, outputs, groups, between } = links;
  const shown = Math.min(outputs, 200);
  const size = inputs / groups;
  return {
    id: "channels-table",
    caption: channelSentence(links),
    columns: ["Output channel", "Reads input channels"],
    rows: Array.from({ length: shown }, (_, output) => {
      const group = Math.floor((output * groups) / outputs);
      const all = between !== null || groups === 1;
      const [first, last] = all ? [0, inputs - 1] : [group * size, (group + 1) * size - 1];
      return [String(output), first === last ? String(first) : `${first} to ${last}`];
    }),
    note: shown < outputs ? `The first ${shown} of ${groupedNumber(outputs)} output channels.` : null,
  };
}
