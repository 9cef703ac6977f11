/** The console's files, as the assets binding of the Worker gives them. */
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** @param folder flat: a path names one file in it, and nothing above it */
export function folderAssets(folder: string): Pick<Fetcher, "fetch"> {
  const answer = async (request: Request): Promise<Response> => {
    const name = new URL(request.url).pathname.slice(1);
    const type = types[extname(name)];
    if (type === undefined || !/^[a-z-]+\.[a-z]+$/.test(name)) return new Response(null, { status: 404 });
    const bytes = await readFile(join(folder, name)).catch(() => null);
    if (bytes === null) return new Response(null, { status: 404 });
    return new Response(bytes, {
      headers: { "content-type": type, "cache-control": "public, max-age=0, must-revalidate" },
    });
  };
  return { fetch: answer } as unknown as Pick<Fetcher, "fetch">;
}
