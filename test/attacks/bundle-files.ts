/** Attempts that change which files there are, or what is in them, under an untouched signature. */
import { flipByte } from "../unit/bundle-support.ts";
import type { BundleAttack } from "./bundle-case.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

export const attacks: readonly BundleAttack[] = [
  {
    name: "a file nobody signed",
    tamper: (files) => void files.set("postinstall.sh", bytes("true")),
    kind: "bundle-invalid",
    names: ["postinstall.sh"],
  },
  {
    name: "a hidden file nobody signed",
    tamper: (files) => void files.set(".gitignore", bytes("*")),
    kind: "bundle-invalid",
    names: [".gitignore"],
  },
  {
    name: "two files gone",
    tamper(files) {
      files.delete("guard.bin");
      files.delete("tokenizer.json");
    },
    kind: "bundle-invalid",
    names: ["guard.bin", "tokenizer.json"],
  },
  {
    name: "one byte of the weights changed",
    tamper: (files) => flipByte(files, "model.onnx.data", 1000),
    kind: "bundle-tampered",
    names: ["model.onnx.data"],
  },
  {
    name: "two files changed",
    tamper(files) {
      flipByte(files, "README.md", 40);
      flipByte(files, "guard.bin", 7);
    },
    kind: "bundle-tampered",
    names: ["README.md", "guard.bin"],
  },
  {
    name: "weights cut short",
    tamper: (files) => void files.set("model.onnx.data", (files.get("model.onnx.data") as Uint8Array).slice(0, -1)),
    kind: "bundle-tampered",
    names: ["model.onnx.data"],
  },
  {
    name: "two files swapped",
    tamper(files) {
      const page = files.get("report.html") as Uint8Array;
      files.set("report.html", files.get("report.json") as Uint8Array).set("report.json", page);
    },
    kind: "bundle-tampered",
    names: ["report.html", "report.json"],
  },
  {
    name: "a parent path",
    tamper: (files) => void files.set("../model.onnx", bytes("x")),
    kind: "bundle-invalid",
    names: ["../model.onnx", "path"],
  },
  {
    name: "an absolute path",
    tamper: (files) => void files.set("/etc/passwd", bytes("x")),
    kind: "bundle-invalid",
    names: ["/etc/passwd", "path"],
  },
  {
    name: "a backslash path",
    tamper: (files) => void files.set("..\\model.onnx", bytes("x")),
    kind: "bundle-invalid",
    names: ["model.onnx", "path"],
  },
  {
    name: "a folder path",
    tamper: (files) => void files.set("nested/model.onnx", bytes("x")),
    kind: "bundle-invalid",
    names: ["nested/model.onnx"],
  },
  {
    name: "a drive path",
    tamper: (files) => void files.set("C:model.onnx", bytes("x")),
    kind: "bundle-invalid",
    names: ["C:model.onnx", "path"],
  },
  {
    name: "a name of an object's own inside",
    tamper: (files) => void files.set("__proto__", bytes("x")).set("constructor", bytes("x")),
    kind: "bundle-invalid",
    names: ["__proto__", "constructor"],
  },
  {
    name: "another case of a name",
    tamper: (files) => void files.set("EPURE.JSON", files.get("epure.json") as Uint8Array),
    kind: "bundle-invalid",
    names: ["EPURE.JSON"],
  },
  {
    name: "a symbolic link",
    tamper: () => {},
    entries: (plain) => plain.map((one) => (one.name === "model.onnx.data" ? { ...one, type: "symlink" } : one)),
    kind: "bundle-invalid",
    names: ["model.onnx.data", "symbolic link"],
  },
  {
    name: "a folder where a file should be",
    tamper: () => {},
    entries: (plain) => plain.map((one) => (one.name === "guard.json" ? { ...one, type: "other" } : one)),
    kind: "bundle-invalid",
    names: ["guard.json", "not a plain file"],
  },
  {
    name: "one name twice",
    tamper: () => {},
    entries: (plain) => [...plain, ...plain.filter((one) => one.name === "guard.json")],
    kind: "bundle-invalid",
    names: ["guard.json", "twice"],
  },
  {
    name: "a manifest over its limit",
    tamper: () => {},
    entries: (plain) => plain.map((one) => (one.name === "epure.json" ? { ...one, size: 300 * 1024 } : one)),
    kind: "bundle-limits",
    names: ["epure.json", "307200"],
  },
  {
    name: "a signature over its limit, as told by the store",
    tamper: () => {},
    entries: (plain) => plain.map((one) => (one.name === "model.sig" ? { ...one, size: 1e9 } : one)),
    kind: "bundle-limits",
    names: ["model.sig"],
  },
  {
    name: "a signature over its limit that the store lied about",
    tamper: (files) => void files.set("model.sig", new Uint8Array(65 * 1024)),
    entries: (plain) => plain.map((one) => ({ ...one, size: Math.min(one.size, 100) })),
    kind: "bundle-limits",
    names: ["model.sig"],
  },
];
