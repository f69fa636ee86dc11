/** Changes of the objects given to layers: copied, turned round, an argument fewer or another. */
import ts from "typescript";
import type { RandomNumbers } from "../../../../support/randomModels.ts";
import { type Edit, pick, replace, type SourceProgram, textOf } from "./sourceProgram.ts";

export function copiedConfig(program: SourceProgram, random: RandomNumbers): readonly Edit[] | undefined {
  const config = pick(configs(program), random);
  if (!config) return undefined;
  const text = textOf(program, config);
  const ways = [
    `Object.assign({}, ${text})`,
    `{ ...${text} }`,
    `Object.fromEntries(Object.entries(${text}))`,
    `Object.freeze(${text})`,
    `(({ ...all }) => all)(${text})`,
  ];
  return [replace(program, config, pick(ways, random) ?? text)];
}

export function reversedConfig(program: SourceProgram, random: RandomNumbers): readonly Edit[] | undefined {
  const config = pick(
    configs(program).filter(
      ({ properties }) => properties.length > 1 && properties.every((each) => !ts.isSpreadAssignment(each)),
    ),
    random,
  );
  if (!config) return undefined;
  const parts = config.properties.map((property) => textOf(program, property)).reverse();
  return [replace(program, config, `{ ${parts.join(", ")} }`)];
}

export function removedArgument(program: SourceProgram, random: RandomNumbers): readonly Edit[] | undefined {
  const config = pick(configs(program), random);
  if (!config) return undefined;
  const gone = random(0, config.properties.length - 1);
  const parts = config.properties.filter((_, index) => index !== gone).map((each) => textOf(program, each));
  return [replace(program, config, `{ ${parts.join(", ")} }`)];
}

export function listedSize(program: SourceProgram, random: RandomNumbers): readonly Edit[] | undefined {
  const size = pick(
    argumentsNamed(program, /^(kernelSize|strides|poolSize|size|dilationRate|units)$/).filter(
      ({ initializer }) => !ts.isArrayLiteralExpression(initializer),
    ),
    random,
  );
  if (!size) return undefined;
  const text = textOf(program, size.initializer);
  return [
    replace(program, size.initializer, pick([`[${text}, ${text}]`, `[${text}]`, `[3, 2]`], random) ?? text),
  ];
}

export function otherPadding(program: SourceProgram, random: RandomNumbers): readonly Edit[] | undefined {
  const padding = pick(argumentsNamed(program, /^padding$/), random);
  if (!padding) return undefined;
  const other = /same/.test(textOf(program, padding.initializer)) ? '"valid"' : '"same"';
  return [replace(program, padding.initializer, other)];
}

/** Objects that are given to calls. */
function configs(program: SourceProgram): readonly ts.ObjectLiteralExpression[] {
  return program.nodes.filter(
    (node): node is ts.ObjectLiteralExpression =>
      ts.isObjectLiteralExpression(node) && ts.isCallExpression(node.parent) && node.properties.length > 0,
  );
}

function argumentsNamed(program: SourceProgram, names: RegExp): readonly ts.PropertyAssignment[] {
  return program.nodes.filter(
    (node): node is ts.PropertyAssignment =>
      ts.isPropertyAssignment(node) && names.test(textOf(program, node.name)),
  );
}
