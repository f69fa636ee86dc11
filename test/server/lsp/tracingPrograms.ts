/** Programs that leave a trace in a file in every way a program can, and the watch for a process that should run none of them. */

/** A module that writes to `trace` whenever its process runs text, starts a process or changes what all code shares. */
export function traceWatch(trace: string): string {
  return `import { appendFileSync } from "node:fs";
import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import vm from "node:vm";

const note = (what) => appendFileSync(${JSON.stringify(trace)}, what + "\\n");
globalThis.leaveTrace = note;
globalThis.eval = () => note("eval");
const watched = new Proxy(Function, {
  apply: () => (note("Function"), () => 1),
  construct: () => (note("new Function"), () => 1),
});
globalThis.Function = watched;
Object.defineProperty(Function.prototype, "constructor", { value: watched, writable: true, configurable: true });
for (const [module, names] of [
  [vm, ["runInThisContext", "runInNewContext", "runInContext", "compileFunction", "Script"]],
  [childProcess, ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"]],
])
  for (const name of names) {
    const own = module[name];
    module[name] = function (...args) {
      note(name);
      return new.target ? new own(...args) : own(...args);
    };
  }
syncBuiltinESMExports();
const shared = [Object.prototype, Array.prototype, String.prototype, Promise.prototype];
const before = shared.map((each) => Object.getOwnPropertyNames(each).length);
const map = Array.prototype.map;
process.on("exit", () => {
  if (shared.some((each, index) => Object.getOwnPropertyNames(each).length !== before[index])) note("prototype");
  if (Array.prototype.map !== map) note("map");
  if ("CONVLENS_TRACE" in process.env) note("environment");
});
`;
}

/** By name: CommonJS with all of it, a module beside it, TypeScript with JSX, and a page. All but side.js make a model. */
export function tracingFiles(trace: string): Readonly<Record<string, string>> {
  const file = JSON.stringify(trace);
  const write = (what: string) => `require("fs").appendFileSync(${file}, "${what}\\n")`;
  return {
    "traces.cjs": `${write("ran traces.cjs")};
console.log("ran traces.cjs");
process.env.CONVLENS_TRACE = "1";
Object.prototype.polluted = 1;
({}).__proto__.also = 1;
Array.prototype.map = () => [];
globalThis.leaveTrace?.("global");
const tf = require("@tensorflow/tfjs");
require("./side.js");
const net = tf.sequential();
net.add(tf.layers.dense({ units: 3, inputShape: [2] }));
const text = ${JSON.stringify(write("text"))};
eval(text);
(0, eval)(text);
new Function(text)();
[].constructor.constructor(text)();
(async () => {}).constructor(text)();
Reflect.construct(Function, [text])();
setTimeout(text, 0);
setTimeout(() => { ${write("timer")}; }, 0);
require("vm").runInThisContext(text);
require("child_process").execSync("echo process >> " + ${file});
process.getBuiltinModule?.("fs").appendFileSync(${file}, "builtin\\n");
import("./side.js");
const spy = {
  get units() { ${write("getter")}; return 3; },
  toString() { ${write("toString")}; return "x"; },
  valueOf() { ${write("valueOf")}; return 1; },
  toJSON() { ${write("toJSON")}; return 1; },
  [Symbol.toPrimitive]() { ${write("toPrimitive")}; return 1; },
  *[Symbol.iterator]() { ${write("iterator")}; },
  then(done) { ${write("then")}; done(); },
};
net.add(tf.layers.dense(spy));
net.add(tf.layers.dense({ units: spy, name: spy, kernelInitializer: spy }));
String(spy); +spy; JSON.stringify(spy); [...spy]; Promise.resolve(spy);
const tag = () => { ${write("tag")}; };
tag\`text\`;
class Layer extends tf.layers.Layer {
  static { ${write("static")}; }
  field = ${write("field")};
  computeOutputShape(shape) { ${write("computeOutputShape")}; return shape; }
  call(x) { ${write("call")}; return x; }
  static get className() { ${write("className")}; return "Layer"; }
}
net.add(new Layer());
new Proxy({}, { get() { ${write("proxy")}; } }).x;
"x".replace(/x/, () => { ${write("replacer")}; return text; });
[3, 1].sort(() => { ${write("compare")}; return 0; });
net.predict(tf.zeros([1, 2])).print();
net.save("file://" + ${file} + ".model");
fetch("http://localhost:1/" + text);
process.exit(7);
`,
    "side.js": `import { appendFileSync } from "node:fs";
appendFileSync(${file}, "ran side.js\\n");
export const width = 4;
throw new Error("ran side.js");
`,
    "traces.tsx": `import * as tf from "@tensorflow/tfjs";
import { appendFileSync } from "node:fs";
import { width } from "./side.js";
appendFileSync(${file}, "ran traces.tsx\\n");
await import("./side.js");
enum Kind { A = appendFileSync(${file}, "enum\\n") as any }
namespace N { export const x = appendFileSync(${file}, "namespace\\n"); }
function trace(_: unknown) { appendFileSync(${file}, "decorator\\n"); }
@trace class Decorated { @trace method() {} }
export const model = tf.sequential({ layers: [tf.layers.dense({ units: width, inputShape: [2] })] });
export const view = <button onClick={appendFileSync(${file}, "jsx\\n") as any}>{appendFileSync(${file}, "child\\n")}</button>;
`,
    "traces.html": `<!doctype html><body onload="leaveTrace('onload')">
<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs"></script>
<script>leaveTrace("inline"); document.title = "ran";
tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
document.write("<script>leaveTrace('written')<" + "/script>");</script>
<script type="module">import "./side.js"; leaveTrace("module");</script>
<img src="x" onerror="leaveTrace('onerror')">
`,
  };
}
