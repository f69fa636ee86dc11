/** Rules on channels that are split into groups. */
import type { Rule } from "./rule.ts";

export const groupRules = {
  "channels-not-divisible-by-groups": {
    code: "channels-not-divisible-by-groups",
    title: "input channels cannot be split evenly",
    what: "The number of input channels is no multiple of `groups`.",
    why: "Each group works on `channels / groups` channels, which must be a whole number.",
    fix: "Use a number of groups that divides the input channels, or change the filters of the layer before.",
    fixKind: "reviewed",
  },
  "filters-not-divisible-by-groups": {
    code: "filters-not-divisible-by-groups",
    title: "filters cannot be split evenly",
    what: "The number of filters is no multiple of `groups`.",
    why: "Each group makes `filters / groups` output channels, which must be a whole number.",
    fix: "Round the filters to a multiple of the groups, or use fewer groups.",
    fixKind: "reviewed",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
