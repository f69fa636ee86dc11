/** Writes the figures of the last whole measurement into docs/performance.md. */
import { readFileSync, writeFileSync } from "node:fs";
import type { WorkloadSummary } from "./summary.ts";

export interface Report {
  readonly browser: string;
  readonly processor: string;
  /** Versions by package. */
  readonly peers: Readonly<Record<string, string>>;
  readonly rows: readonly WorkloadSummary[];
}

/**
 * The old report with rows measured anew in it, in the order of `ids`, which has all that there are; throws where the new ones are of
 * another machine, browser or peer.
 */
export function replaceRows(old: Report, measured: Report, ids: readonly string[]): Report {
  const whereOf = ({ browser, processor, peers }: Report) => JSON.stringify([browser, processor, peers]);
  if (whereOf(old) !== whereOf(measured))
    throw new Error(`the figures are of ${whereOf(old)}, these rows of ${whereOf(measured)}: measure all`);
  const newest = new Map([...old.rows, ...measured.rows].map((row) => [row.id, row]));
  return { ...old, rows: ids.flatMap((id) => newest.get(id) ?? []) };
}

const start = "<!-- figures: written by npm run bench -- kernels -->";
const end = "<!-- end -->";

/** `file` holds the two comments; what stands between them is replaced. */
export function writePerformancePage(file: string, report: Report): void {
  const page = readFileSync(file, "utf8");
  const [before, after] = [page.indexOf(start), page.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`${file} has no place for the figures`);
  writeFileSync(
    file,
    `${page.slice(0, before + start.length)}\n\n${formatReport(report)}\n\n${page.slice(after)}`,
  );
}

function formatReport({ browser, processor, peers, rows }: Report): string {
  const versions = Object.entries(peers).map(([name, version]) => `${name} ${version}`);
  const cells = [headings, ...rows.map(formatRow)];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const rule = widths.map((width, column) =>
    isText(column) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  const [head, ...body] = cells.map((row) =>
    row.map((cell, column) =>
      isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    ),
  );
  const lines = [head ?? [], rule, ...body].map((row) => `| ${row.join(" | ")} |`);
  return [`${processor}; ${browser}; ${versions.join(", ")}.`, "", ...lines].join("\n");
}

const headings = [
  "id",
  "workload",
  "ConvLens, ms",
  "GMAC/s",
  "best peer",
  "its ms",
  "ratio",
  "goal",
  "of peak",
  "ratio at peak",
];

/** Columns of words, which begin at the left. */
function isText(column: number): boolean {
  return ["id", "workload", "best peer"].includes(headings[column] ?? "");
}

function formatRow({
  id,
  title,
  contenders,
  bestPeer,
  ratioToBestPeer,
  goal,
  fractionOfPeak,
  quiet,
}: WorkloadSummary): string[] {
  const algorithm = id.includes("-") ? id.slice(id.indexOf("-") + 1) : "direct";
  const own = contenders[`convlens ${algorithm}`];
  const peers = Object.entries(contenders).filter(([name]) => name.split(",")[0] === bestPeer);
  const peer = Math.min(...peers.map(([, { milliseconds }]) => milliseconds));
  return [
    id,
    title,
    formatTime(own?.milliseconds ?? Number.NaN),
    (own?.gigaMacsPerSecond ?? Number.NaN).toFixed(1),
    bestPeer,
    formatTime(peer),
    `${quiet ? "" : "~"}${ratioToBestPeer.toFixed(2)}`,
    String(goal),
    `${(fractionOfPeak * 100).toFixed(0)} %`,
    (ratioToBestPeer / fractionOfPeak).toFixed(2),
  ];
}

function formatTime(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 10 ? 2 : 1);
}
