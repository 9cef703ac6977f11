/** Import directions (docs/design/contracts.md): enforced here, not by goodwill. */
module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "shared-imports-neither-neighbour",
      severity: "error",
      from: { path: "^src/shared" },
      to: { path: "^(src/(worker|cli)|scripts|test|bench)" },
    },
    {
      name: "shared-is-web-apis-only",
      comment: "src/shared runs in workerd, browsers and Node: no node: modules.",
      severity: "error",
      from: { path: "^src/shared" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "worker-does-not-import-cli",
      severity: "error",
      from: { path: "^src/worker" },
      to: { path: "^(src/cli|scripts|test|bench)" },
    },
    {
      name: "cli-does-not-import-worker",
      severity: "error",
      from: { path: "^src/cli" },
      to: { path: "^(src/worker|test|bench)" },
    },
    {
      name: "nothing-imports-the-node-host",
      severity: "error",
      from: { path: "^src/(worker|cli|shared|client|hono)" },
      to: { path: "^src/node/" },
    },
    {
      name: "clients-know-the-api-alone",
      severity: "error",
      from: { path: "^src/(client|hono)" },
      to: { path: "^src/(worker|cli|node)/" },
    },
    {
      name: "the-bundle-knows-no-pipeline",
      comment: "The format stands on its own: the pipeline reads bundles, never the other way round.",
      severity: "error",
      from: { path: "^src/shared/bundle" },
      to: { path: "^src/shared/pipeline" },
    },
    {
      name: "not-to-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^cloudflare:" },
    },
    {
      name: "no-dev-dependency-in-the-product",
      severity: "error",
      from: { path: "^src" },
      to: {
        dependencyTypes: ["npm-dev"],
        dependencyTypesNot: ["type-only"],
        pathNot: "@types/|@cloudflare/workers-types",
      },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    // dependency-cruiser cannot use TypeScript 7 (it has no JavaScript API); swc parses the sources instead.
    parser: "swc",
    builtInModules: { add: ["cloudflare:workers", "cloudflare:test"] },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
