/** `Map`, `Set` and their weak forms: keys are told apart as JavaScript does, objects by identity. */
import { spend } from "./budget.ts";
import { callValue } from "./callFunction.ts";
import type { CallSite } from "./callSite.ts";
import { iterate, iteratorKey, whyUnknown } from "./iteration.ts";
import { touch } from "./journal.ts";
import { native } from "./native.ts";
import {
  type CollectionValue,
  isKind,
  isUnknown,
  type NativeValue,
  newArray,
  newIterator,
  nextBirth,
  type Slot,
  type Value,
} from "./values.ts";

/** `new Map(entries)`, `new Set(items)`. */
export function collectionClass(globalName: string): NativeValue {
  const name = globalName.endsWith("Map") ? "Map" : "Set";
  return native(globalName, ([source], site) => {
    const collection: CollectionValue = { kind: "collection", name, items: new Map(), born: nextBirth() };
    if (!source || source.value === undefined || source.value === null) return collection;
    const iteration = iterate(source.value, site.node, site.scope);
    if (!iteration || iteration.endless)
      return whyUnknown(source.value, "is filled from something that is no list", site.node, site.scope);
    for (const item of iteration.items) {
      if (name === "Set") put(collection, item, item);
      else if (isKind(item.value, "array"))
        put(collection, entryOf(item.value.items[0]), entryOf(item.value.items[1]));
    }
    spend(site.scope.evaluation.budget, iteration.items.length);
    return collection;
  });
}

export function collectionMember(collection: CollectionValue, key: string): Value {
  const { items } = collection;
  const method = (call: NativeValue["call"]) => native(key, call);
  switch (key) {
    case "size":
      return collection.rest ?? items.size;
    case "has":
      return method(
        ([wanted]) => unknownKey(wanted) ?? (items.has(wanted?.value) || (collection.rest ?? false)),
      );
    case "get":
      return method(
        ([wanted]) => unknownKey(wanted) ?? items.get(wanted?.value)?.value.value ?? collection.rest,
      );
    case "set":
    case "add":
      return method(([item, value], site) => {
        touch(collection, site.scope.evaluation);
        put(collection, entryOf(item), entryOf(key === "set" ? value : item));
        return collection;
      });
    case "delete":
      return method(([wanted], site) => {
        touch(collection, site.scope.evaluation);
        return unknownKey(wanted) ?? items.delete(wanted?.value);
      });
    case "clear":
      return method((_, site) => {
        touch(collection, site.scope.evaluation);
        items.clear();
        return undefined;
      });
    case "forEach":
      return method(([callback], site) => forEach(collection, callback, site));
    case "keys":
      return method(() => newIterator([...items.values()].map((item) => item.key)));
    case "values":
      return method(() => newIterator([...items.values()].map((item) => item.value)));
    case "entries":
    case iteratorKey:
      return method(() =>
        newIterator(
          [...items.values()].map((item) => ({
            value: newArray([item.key, item.value]),
            range: item.value.range,
          })),
        ),
      );
    default:
      return undefined;
  }
}

function put(collection: CollectionValue, key: Slot, value: Slot): void {
  if (isUnknown(key.value)) collection.rest = key.value;
  else collection.items.set(key.value, { key, value });
}

function unknownKey(slot: Slot | undefined): Value {
  return isUnknown(slot?.value) ? slot.value : undefined;
}

function entryOf(slot: Slot | undefined): Slot {
  return slot ?? { value: undefined, range: { start: 0, end: 0 } };
}

function forEach(collection: CollectionValue, callback: Slot | undefined, site: CallSite): Value {
  for (const { key, value } of [...collection.items.values()])
    callValue(callback?.value, undefined, [value, key, { value: collection, range: key.range }], site);
  return undefined;
}
