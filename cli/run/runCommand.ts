/** Not here yet. */
import type { Command } from "commander";
import type { CliStreams } from "../streams.ts";
export function addRunCommand(_program: Command, _streams: CliStreams, _set: (code: number) => void): void {}
