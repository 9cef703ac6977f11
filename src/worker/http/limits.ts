/** What one request may ask. Each limit is named in the OpenAPI document and in the problem that enforces it. */
export const requestLimits = {
  /** Bytes of a classification body: past it 413, before anything is parsed. */
  bodyBytes: 1024 * 1024,
  /** UTF-16 units of one text: past it 422. Far above what a model of 512 tokens can read; the rest would be cut off. */
  textLength: 32_768,
  /** Texts or pairs in one request: past it 422. 32 long ones stay well under the CPU limit of an invocation. */
  batch: 32,
  /** Bytes of an admin request that carries JSON. */
  adminBodyBytes: 16 * 1024,
} as const;
