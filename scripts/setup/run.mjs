// Runs one long step of the setup, saying what it is and showing its output only when it fails.
import { spawnSync } from "node:child_process";

/** Runs a program to its end; throws with its output when it fails. `step` is said first, if given. */
export function run(program, args, { cwd, step, environment } = {}) {
  if (step) console.log(`setup: ${step}`);
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...environment },
    // On Windows npm is a batch file, which only a shell can run.
    shell: process.platform === "win32",
  });
  if (error) throw new Error(`${program} could not be started: ${error.message}`);
  if (status !== 0) {
    throw new Error(`\`${program} ${args.join(" ")}\` failed with ${status}:\n${stdout}\n${stderr}`);
  }
  return stdout;
}

/** Whether the program can be run with these arguments and succeeds. */
export function succeeds(program, args) {
  const { status } = spawnSync(program, args, { stdio: "ignore", shell: process.platform === "win32" });
  return status === 0;
}
