/** The rate limiting binding in one process: a fixed window a key, forgotten when the window is over. */
export function windowLimit(limit: number, seconds: number, now: () => number = Date.now): RateLimit {
  let window = 0;
  let counts = new Map<string, number>();
  return {
    async limit({ key }: { key: string }) {
      const current = Math.floor(now() / (seconds * 1000));
      if (current !== window) [window, counts] = [current, new Map()];
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return { success: count <= limit };
    },
  };
}
