/** What can be wrong with a data file. */
import { EpureError } from "../../shared/errors.ts";

/** A row that cannot be used, with its line number. Never holds a text of the file. */
export class RowProblem extends Error {
  readonly line: number;

  constructor(line: number, text: string) {
    super(text);
    this.line = line;
  }
}

export function invalid(what: string, why: string, fix: string): EpureError {
  return new EpureError("data-invalid", { what, why, fix });
}
