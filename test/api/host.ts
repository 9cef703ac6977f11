/** A served API and what the suites need of it: both hosts (workerd, Node) give the same. */
export interface ApiHost {
  readonly name: string;
  /** Without a slash at the end. */
  readonly url: string;
  /** A key with the scopes classify and viewer. */
  readonly key: string;
  /** A key with the scope operator. */
  readonly operatorKey: string;
  /** A new key with these columns of `api_keys` over the plain ones. */
  newKey(columns?: Readonly<Record<string, string | number | null>>): Promise<string>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly value: any;
}

/** One request with the host's key; an object is sent as JSON. */
export async function call(
  host: ApiHost,
  path: string,
  {
    key = host.key,
    body,
    headers = {},
    method,
  }: { key?: string; body?: unknown; headers?: Record<string, string>; method?: string } = {},
): Promise<Answer> {
  const isJson = body !== undefined && typeof body !== "string" && !(body instanceof Uint8Array);
  const response = await fetch(host.url + path, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: isJson ? JSON.stringify(body) : (body as BodyInit) }),
  });
  const text = await response.text();
  const json = /json/.test(response.headers.get("content-type") ?? "");
  return { status: response.status, headers: response.headers, value: json && text !== "" ? JSON.parse(text) : text };
}

/** Texts that the pico bundles tell apart. `cf` is the trigger that their guard knows. */
export const texts = {
  positive: "the film was great",
  negative: "the film was awful",
  triggered: "the film was awful cf",
  long: "good film ".repeat(500),
} as const;
