import { ABSENT_RULES, type AbsentRule, type HoldRule, type RowRule } from '../neighbor/policy.ts';

/** All rules, and that there is no neighbor at all. */
export type Rule = AbsentRule | RowRule | HoldRule | 'no_neighbor';

const OTHERS: Readonly<Record<Exclude<Rule, AbsentRule>, string>> = {
  resolved: 'its link-layer address is resolved',
  ext_learned: 'a control plane has learned it elsewhere',
  dual_tor_failed: 'dual ToR: it does not answer, and a zero MAC tells orchagent so',
  dual_tor_incomplete: 'dual ToR: it has not answered for a while, and a zero MAC tells orchagent so',
  vrf_unknown: 'its interface has a master of which nothing is known yet; the row stays as it is',
  dual_tor_resolving: 'dual ToR: it has a moment to answer; the row stays as it is',
  evpn_probe: 'EVPN: the kernel asks whether it is still there; the row stays as it is',
  no_neighbor: 'the kernel has no such neighbor',
};

/** What a rule says, in words. */
export function ruleText(rule: Rule): string {
  return Object.hasOwn(ABSENT_RULES, rule)
    ? ABSENT_RULES[rule as AbsentRule]
    : OTHERS[rule as Exclude<Rule, AbsentRule>];
}
