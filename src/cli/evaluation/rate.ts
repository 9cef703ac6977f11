/** A share of cases with its uncertainty. */

export interface Rate {
  /** count / total; null when there were no cases. */
  readonly value: number | null;
  readonly count: number;
  readonly total: number;
  /** Wilson score interval, 95 %. */
  readonly interval: readonly [number, number] | null;
}

/** 97.5 % point of the normal distribution. */
const z = 1.959963984540054;

/** The share `count / total` with its Wilson score interval, which stays inside [0, 1] and is honest near the ends. */
export function rate(count: number, total: number): Rate {
  if (total === 0) return { value: null, count, total, interval: null };
  const share = count / total;
  const centre = share + (z * z) / (2 * total);
  const spread = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  const scale = 1 + (z * z) / total;
  // At the ends the formula gives 0 and 1 but for rounding.
  const low = count === 0 ? 0 : (centre - spread) / scale;
  const high = count === total ? 1 : (centre + spread) / scale;
  return { value: share, count, total, interval: [low, high] };
}

/** The rate of the cases for which `hit` holds. */
export function rateOf<Case>(cases: readonly Case[], hit: (one: Case) => boolean): Rate {
  return rate(cases.filter(hit).length, cases.length);
}
