import { EpureError } from "../../shared/errors.ts";
import { type Asked, answered } from "../http/ask.ts";
import { RequestProblem } from "../http/problem.ts";

export interface Prediction {
  readonly label: string;
  readonly score: number;
}

/**
 * The predictions of each item, best first. These shapes have no place for an error beside an answer, so one item
 * without an answer refuses the whole request, and the problem says which.
 * @throws EpureError that of the first item without an answer
 */
export function predictionsOf({ model, outcomes }: Asked): Prediction[][] {
  return outcomes.map((outcome, at) => {
    const one = answered(outcome, model);
    if (one instanceof EpureError) throw outcomes.length === 1 ? one : ofItem(one, at);
    return Object.entries(one.scores).map(([label, score]) => ({ label, score }));
  });
}

function ofItem(error: EpureError, at: number): RequestProblem {
  const { what, why, fix } = error;
  return new RequestProblem(
    error.kind,
    { what: `Item ${at}: ${what}`, why, fix: `${fix ?? ""} The other items were not answered either.`.trim() },
    { ...(error instanceof RequestProblem && error.extras), errors: [{ pointer: `/inputs/${at}`, detail: what }] },
  );
}
