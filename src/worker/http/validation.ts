import type { Hook } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { EpureError } from "../../shared/errors.ts";
import type { AppEnv } from "../env.ts";
import { RequestProblem } from "./problem.ts";

type InvalidHook = Hook<unknown, AppEnv, string, unknown>;

/** Called with every validation result: turns a refusal into one problem that names all wrong members at once. */
export const refuseInvalid: InvalidHook = (result) => {
  if (result.success) return;
  const issues = result.error.issues.flatMap(within);
  const errors = issues.map((issue) => ({ pointer: pointer(issue.path), detail: issue.message }));
  const malformed = issues.some((issue) => issue.code === "custom" && issue.params?.malformed === true);
  const limit = issues.find((issue) => issue.code === "too_big")?.maximum;
  throw new RequestProblem(
    malformed ? "bad-request" : "unprocessable",
    {
      what: `The request does not fit the schema: ${errors.map((e) => `${e.pointer || "the body"} ${e.detail}`).join("; ")}.`,
      fix: "The schema is at /openapi.json.",
    },
    { errors, ...(limit !== undefined && { limit: Number(limit) }) },
  );
};

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly errors?: readonly (readonly Issue[])[];
  readonly maximum?: unknown;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Where several shapes are allowed, the complaints of the shape that was meant: one that got past its outermost type,
 * the furthest in where there are several. Where none did, one sentence.
 */
function within(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const shapes = (issue.errors ?? []).map((issues) => issues.flatMap(within));
  const meant = shapes
    .filter(
      (issues) =>
        issues.length > 0 && !issues.some(({ code, path }) => path.length === 0 && code?.startsWith("invalid")),
    )
    .sort((a, b) => depth(b) - depth(a))[0];
  if (!meant) return [{ code: "custom", path: issue.path, message: "has none of the shapes that this address takes" }];
  return meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function depth(issues: readonly Issue[]): number {
  return Math.max(...issues.map(({ path }) => path.length));
}

/** JSON pointer (RFC 6901). Paths hold names of our schema and indices, so there is nothing to escape. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part)}`).join("");
}

/** Refuses a body that is no JSON in UTF-8, or that is compressed: nothing is guessed and nothing is unpacked. */
export const requireJson = createMiddleware<AppEnv>(async (c, next) => {
  const type = c.req.header("content-type") ?? "";
  const [essence = "", ...parameters] = type.toLowerCase().split(";");
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith("charset="));
  const encoding = c.req.header("content-encoding")?.trim().toLowerCase() ?? "identity";
  const isJson = /^application\/([a-z0-9.-]+\+)?json$/.test(essence.trim());
  if (!isJson || (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset))) {
    throw new EpureError("unsupported-media-type", {
      what: "The body has no media type that this address takes.",
      fix: "Send `Content-Type: application/json`, in UTF-8.",
    });
  }
  if (encoding !== "identity") {
    throw new EpureError("unsupported-media-type", {
      what: "The body has a content encoding, and this address takes none.",
      fix: "Send the JSON as it is, without Content-Encoding.",
    });
  }
  await next();
});

/**
 * Refuses a body over `bytes`, before anything of it is parsed.
 * @param fix what the caller can do about it
 */
export function bodyAtMost(bytes: number, fix?: string): MiddlewareHandler<AppEnv> {
  const limited = bodyLimit({
    maxSize: bytes,
    onError: () => {
      throw new RequestProblem(
        "payload-too-large",
        { what: `The body is larger than ${bytes} bytes.`, fix },
        { limit: bytes },
      );
    },
  });
  // What later steps throw has been answered before it gets here: only reading the body can fail.
  return (c, next) => limited(c, next).catch(unread);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Refuses bodies that are not UTF-8: decoding them leniently would classify a text that nobody sent. */
export const requireUtf8 = createMiddleware<AppEnv>(async (c, next) => {
  const bytes = await c.req.arrayBuffer().catch(unread);
  try {
    // Hono would decode it once more, through a Response of its own.
    c.req.bodyCache.text = Promise.resolve(utf8.decode(bytes)) as unknown as string;
  } catch (cause) {
    throw new EpureError("bad-request", {
      what: "The body is not valid UTF-8.",
      fix: "Encode the JSON body as UTF-8.",
      cause,
    });
  }
  await next();
});

/** A body that breaks off is no defect of ours. @throws EpureError */
function unread(cause: unknown): never {
  if (cause instanceof EpureError) throw cause;
  throw new EpureError("bad-request", {
    what: "The body broke off before it was complete.",
    fix: "Send it again, whole.",
    cause,
  });
}
