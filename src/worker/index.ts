/** The deployed Worker. State per isolate: the models that serve, and the keys seen lately. */
import { createApp } from "./app.ts";
import { KeyStore } from "./auth/key-store.ts";
import { r2Loader } from "./model/load.ts";
import { ModelRegistry } from "./model/registry.ts";

export default createApp(new ModelRegistry(r2Loader), new KeyStore());
