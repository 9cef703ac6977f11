/** The pipeline's door: what the command and the worker may use. */
export { classify } from "./classify.ts";
export { best, decide, softmax } from "./decide.ts";
export { checkGolden, makeGoldenCase } from "./golden.ts";
export { loadPipeline, type Pipeline, type PipelineParts } from "./load.ts";
export { defaultPolicy, isPolicy, type PolicyRule, policies, policyOf, stricter } from "./policy.ts";
export type * from "./types.ts";
