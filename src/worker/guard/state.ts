import { type CountTimes, defaultCountTimes, GuardCounts } from "./counts.ts";
import { defaultRuleTimes, GuardRules, type RuleTimes } from "./rules.ts";

/** What an isolate knows of the guard beside its models: the operator's rules, and the counts not yet written. */
export class GuardState {
  readonly rules: GuardRules;
  readonly counts: GuardCounts;

  constructor(times: Partial<RuleTimes & CountTimes> = {}) {
    this.rules = new GuardRules({ ...defaultRuleTimes, ...times });
    this.counts = new GuardCounts({ ...defaultCountTimes, ...times });
  }
}
