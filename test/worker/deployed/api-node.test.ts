/** The same suites against the Node form. */
import { afterAll, beforeAll, describe } from "vitest";
import { nativeRuntime } from "../../../src/node/runtime.ts";
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

const native = await nativeRuntime().catch(() => undefined);

/** Only where somebody has installed it: 290 MB that no other test needs. */
describe.skipIf(native === undefined)("in Node on the native runtime (onnxruntime-node is optional)", () => {
  let host: ApiHost;
  beforeAll(async () => {
    host = await nodeHost(native);
  });
  afterAll(() => host?.stop());
  nativeSuite(() => host);
  adapterSuite(() => host);
});
