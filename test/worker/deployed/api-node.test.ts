/** The same suites against the Node form. */
import { afterAll, beforeAll, describe } from "vitest";
import { adapterSuite } from "../../api/adapters.ts";
import { badInputSuite } from "../../api/bad-input.ts";
import { epureGuardSuite } from "../../api/epure-guard.ts";
import type { ApiHost } from "../../api/host.ts";
import { nativeSuite } from "../../api/native.ts";
import { nodeHost } from "../../api/node-host.ts";

describe("in Node", () => {
  let host: ApiHost;
  beforeAll(async () => {
    host = await nodeHost();
  });
  afterAll(() => host?.stop());
  nativeSuite(() => host);
  adapterSuite(() => host);
  epureGuardSuite(() => host);
  badInputSuite(() => host);
});
