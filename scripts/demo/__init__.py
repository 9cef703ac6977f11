"""The story that `npm run demo` tells. Its texts are made by rule: nothing is fetched, nothing is copied."""
