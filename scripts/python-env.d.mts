/** Absolute path of the environment's python, whether or not it exists yet. */
export function pythonPath(): string;
/** Make the environment if it is missing or older than requirements.txt; returns its python. Throws with what to do. */
export function ensurePython(): string;
