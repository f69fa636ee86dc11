/** The hooks of React and its kin that models are built in: each as it works when a component is shown for the first time. */
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { listOf, native } from "./native.ts";
import { isKind, type NativeValue, newObject, type ObjectValue, type Slot, type Value } from "./values.ts";

/** Whether a package gives hooks: `react`, `preact/hooks`, `preact/compat`. */
export function isReact(specifier: string): boolean {
  return /^p?react(?:\/|$)/.test(specifier);
}

/** `undefined` for a part of the package that builds nothing. */
export function reactHook(name: string): NativeValue | undefined {
  return hooks.get(name);
}

/** The package as a whole: `React.useMemo`. */
export function reactPackage(): ObjectValue {
  return newObject([...hooks].map(([name, value]) => [name, { value, range: { start: 0, end: 0 } }]));
}

const hooks: ReadonlyMap<string, NativeValue> = new Map(
  [
    native("useMemo", callFirst),
    native("useCallback", ([callback]) => callback?.value),
    native("useEffect", effect),
    native("useLayoutEffect", effect),
    native("useRef", ([first], site) => newObject([["current", first ?? empty(site)]])),
    native("useState", ([first], site) => {
      const value = isKind(first?.value, "closure") ? callFirst([first], site) : first?.value;
      return listOf([value, native("setState", () => undefined)], site);
    }),
    native("memo", ([component]) => component?.value),
    native("forwardRef", ([component]) => component?.value),
  ].map((hook) => [hook.name, hook] as const),
);

function callFirst([callback]: readonly Slot[], site: CallSite): Value {
  return callValue(callback?.value, undefined, [], site);
}

/** Runs once the component is shown, when its references point at elements of the page. */
function effect(args: readonly Slot[], site: CallSite): Value {
  const { budget } = site.scope.evaluation;
  budget.aside++;
  callFirst(args, site);
  budget.aside--;
  return undefined;
}

function empty(site: CallSite): Slot {
  return { value: undefined, range: site.range };
}
