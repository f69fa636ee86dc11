/** Reads `--budget`: limits by name on the command line, or a file of them. */
import { readFileSync } from "node:fs";
import { type Budget, readBudget } from "../../core/budget/budget.ts";
import { UnusableInputError } from "../exitCode.ts";

/**
 * Limits by file. Each of `given` is `key=value`, or the path of a JSON file with limits for all files, or with limits by file
 * as the setting `convlens.budgets` has them. Later ones win. Throws `UnusableInputError` for anything else.
 */
export function readBudgets(given: readonly string[]): Readonly<Record<string, Budget>> {
  const byFile: Record<string, Budget> = {};
  for (const each of given) {
    for (const [file, budget] of Object.entries(each.includes("=") ? limitsOf(each) : budgetFile(each))) {
      byFile[file] = { ...byFile[file], ...budget };
    }
  }
  return byFile;
}

/** `parameters=5M,macs=600M`, for all files. */
function limitsOf(text: string): Record<string, Budget> {
  const limits = text.split(",").map((part) => {
    const at = part.indexOf("=");
    return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
  });
  return { "*": checked(Object.fromEntries(limits), `--budget ${text}`) };
}

function budgetFile(file: string): Record<string, Budget> {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnusableInputError(
      `--budget ${file} is no limit such as parameters=5M, and no budget file either: ${reason}.`,
    );
  }
  if (typeof data !== "object" || data === null || Array.isArray(data)) return { "*": checked(data, file) };
  const entries = Object.entries(data);
  const byFile = entries.length > 0 && entries.every(([, limits]) => typeof limits === "object");
  if (!byFile) return { "*": checked(data, file) };
  return Object.fromEntries(entries.map(([name, limits]) => [name, checked(limits, `${file}, ${name}`)]));
}

function checked(data: unknown, place: string): Budget {
  const { budget, faults } = readBudget(data);
  if (faults.length > 0) throw new UnusableInputError(`${place}: ${faults.join(" ")}`);
  return budget;
}
