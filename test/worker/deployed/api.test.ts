/** The API suites against the built Worker in workerd. */
import { afterAll, beforeAll, describe } from "vitest";
import { adapterSuite } from "../../api/adapters.ts";
import { badInputSuite } from "../../api/bad-input.ts";
import { epureGuardSuite } from "../../api/epure-guard.ts";
import { examplesSuite } from "../../api/examples.ts";
import type { ApiHost } from "../../api/host.ts";
import { nativeSuite } from "../../api/native.ts";
import { workerdHost } from "../../api/workerd-host.ts";

describe("in workerd", () => {
  let host: ApiHost;
  beforeAll(async () => {
    host = await workerdHost();
  });
  afterAll(() => host?.stop());
  nativeSuite(() => host);
  adapterSuite(() => host);
  epureGuardSuite(() => host);
  examplesSuite(() => host);
  badInputSuite(() => host);
});
