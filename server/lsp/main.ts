/** The language server's program: speaks LSP over standard input and output, a socket, or the channel of the parent process. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { startServer } from "./server.ts";

const usage = `Usage: convlens-language-server --stdio

Speaks the Language Server Protocol on standard input and output. --node-ipc and --socket=PORT do so on the
channel of a parent Node process and on a local port.
`;

const transports = /^--(stdio|node-ipc|socket(=\d+)?|pipe(=.+)?)$/;
const args = process.argv.slice(2);

if (args.includes("--help")) {
  process.stdout.write(usage);
} else if (args.some((arg) => transports.test(arg))) {
  // Only messages may go to standard output, so whatever a package prints goes where logs go.
  console.log = console.error;
  startServer(createConnection(ProposedFeatures.all));
} else {
  process.stderr.write(usage);
  process.exitCode = 2;
}
