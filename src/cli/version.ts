/** The version of this checkout, from package.json. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const manifest = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8")) as {
  version: string;
  dependencies: Record<string, string>;
};

export const version = manifest.version;

/** The pinned version of the runtime that makes golden vectors: the worker pins the same. */
export const runtimeVersion = manifest.dependencies["onnxruntime-web"] ?? "";
