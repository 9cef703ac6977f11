#!/usr/bin/env node
/**
 * Makes and reuses the Python virtual environment of the offline engine (`.venv`, beside package.json).
 *
 *   node scripts/python-env.mjs                 make it, or do nothing when requirements.txt has not changed
 *   node scripts/python-env.mjs --run -m pytest make it, then run its python with these arguments
 *
 * `EPURE_PYTHON` names another interpreter to build it from; `EPURE_VENV` another place for it.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const scripts = import.meta.dirname;
const root = resolve(scripts, "..");

/** Absolute path of the environment's python, whether or not it exists yet. */
export function pythonPath() {
  const venv = process.env.EPURE_VENV ?? join(root, ".venv");
  return process.platform === "win32" ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");
}

/**
 * Make the environment if it is missing or older than requirements.txt.
 * @returns {string} path of its python
 * @throws {Error} with what to do, when no suitable interpreter is found or pip fails
 */
export function ensurePython() {
  const venv = process.env.EPURE_VENV ?? join(root, ".venv");
  const requirements = join(scripts, "requirements.txt");
  const stamp = join(venv, "epure-requirements.sha256");
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  const python = pythonPath();
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, "utf8").trim() === wanted) return python;

  const base = process.env.EPURE_PYTHON ?? "python3";
  const probe = spawnSync(base, ["-c", "import sys, venv; print('%d.%d' % sys.version_info[:2])"], {
    encoding: "utf8",
  });
  if (probe.status !== 0) {
    throw new Error(
      `No usable Python: '${base}' did not start. Install Python 3.11 or newer with its venv module, or set EPURE_PYTHON.`,
    );
  }
  const [major, minor] = probe.stdout.trim().split(".").map(Number);
  if (major !== 3 || minor < 11) {
    throw new Error(
      `Python ${probe.stdout.trim()} is too old: the engine needs 3.11 or newer. Set EPURE_PYTHON to one.`,
    );
  }
  console.error("Making the Python environment of the offline engine (once; about a minute) ...");
  if (!existsSync(python)) {
    rmSync(venv, { recursive: true, force: true });
    run(base, ["-m", "venv", venv]);
  }
  run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "setuptools"]);
  run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  writeFileSync(stamp, `${wanted}\n`);
  return python;
}

function run(command, args) {
  // pip's own chatter goes to stderr, so that stdout stays clean for --json callers.
  const done = spawnSync(command, args, { stdio: ["ignore", 2, 2] });
  if (done.status !== 0) {
    throw new Error(
      `'${command} ${args.join(" ")}' failed. Read pip's message above; remove ${join(root, ".venv")} and try again.`,
    );
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    const python = ensurePython();
    const at = process.argv.indexOf("--run");
    if (at !== -1) {
      const env = {
        ...process.env,
        PYTHONPATH: scripts,
        PYTHONDONTWRITEBYTECODE: "1",
        TOKENIZERS_PARALLELISM: "false",
      };
      const done = spawnSync(python, process.argv.slice(at + 1), { cwd: root, stdio: "inherit", env });
      process.exit(done.status ?? 1);
    }
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
