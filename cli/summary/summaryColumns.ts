/** The columns of a summary for people, in the table and in Markdown alike. */
import { groupThousands } from "../plainText.ts";
import { type CountSettings, isOwnPreset } from "./countSettings.ts";
import type { SummaryRow } from "./summaryRows.ts";

export interface SummaryColumn {
  readonly heading: string;
  /** Columns of numbers stand to the right. */
  readonly right: boolean;
  readonly cell: (row: SummaryRow) => string;
}

/** All columns but the layer's name, which each form writes its own way. */
export function summaryColumns(settings: CountSettings): SummaryColumn[] {
  const { preset, type, memory } = settings;
  return [
    words("Class", (row) => row.class),
    words("Kind", (row) => row.kinds.join(", ")),
    words("Output", (row) => row.output),
    numbers("Parameters", (row) => row.parameters),
    numbers("MACs", (row) => row.macs),
    ...(isOwnPreset(preset)
      ? []
      : [numbers(`${preset.unit} by ${preset.name}`, (row: SummaryRow) => row.presetCount)]),
    ...(memory
      ? [
          numbers(`Weight bytes (${type})`, (row: SummaryRow) => row.weightBytes),
          numbers("Output bytes", (row: SummaryRow) => row.outputBytes),
          {
            heading: "MACs/byte",
            right: true,
            cell: (row: SummaryRow) => row.macsPerByte?.toFixed(2) ?? "?",
          },
        ]
      : []),
    words("Field", (row) => row.field),
  ];
}

function words(heading: string, cell: SummaryColumn["cell"]): SummaryColumn {
  return { heading, right: false, cell };
}

function numbers(heading: string, value: (row: SummaryRow) => number | null): SummaryColumn {
  const cell = (row: SummaryRow) => {
    const number = value(row);
    return number === null ? "?" : groupThousands(number);
  };
  return { heading, right: true, cell };
}
