/** The API suites against a Node form that runs already: run.ts starts it and says where. */
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { sqliteD1 } from "../../src/node/d1-sqlite.ts";
import { adapterSuite } from "../../test/api/adapters.ts";
import { badInputSuite } from "../../test/api/bad-input.ts";
import { epureGuardSuite } from "../../test/api/epure-guard.ts";
import { examplesSuite } from "../../test/api/examples.ts";
import type { ApiHost } from "../../test/api/host.ts";
import { insertKey } from "../../test/api/keys.ts";
import { nativeSuite } from "../../test/api/native.ts";

const given = JSON.parse(process.env.EPURE_BENCH_HOST ?? "null") as Pick<ApiHost, "url" | "key" | "operatorKey"> & {
  readonly state: string;
};

describe("a BERT-base-size model in Node", () => {
  const db = sqliteD1(join(given.state, "epure.sqlite"));
  const host: ApiHost = {
    ...given,
    name: "Node",
    newKey: (columns) => insertKey(db as never, columns),
    stop: async () => {},
  };
  afterAll(() => db.close());
  nativeSuite(() => host);
  adapterSuite(() => host);
  epureGuardSuite(() => host);
  examplesSuite(() => host);
  badInputSuite(() => host);
});
