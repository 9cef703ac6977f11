/**
 * The vocabulary as a trie in typed arrays: longest match walks it once per position, without making a substring.
 * Edges live in one open-addressed table keyed by (node, code point): 30,522 pieces take about 1.5 MB.
 */

/** Root of pieces that begin a word. */
const wordRoot = 0;
/** Root of pieces that continue one (`##…`), stored without their prefix. */
const continuedRoot = 1;
const none = -1;

export class PieceTrie {
  /** Node id * 2^21 + code point; -1 where free. Exact in a double up to 2^32 nodes. */
  /** Id of the piece that the last successful `match` found. */
  matched = none;

  private keys = new Float64Array(1 << 10).fill(none);
  private children = new Int32Array(1 << 10);
  /** Piece id of a node, or -1. */
  private readonly pieces: Int32Array;
  private nodes = 2;

  /** @param vocabulary piece -> id; @param prefix what marks a continued piece */
  constructor(vocabulary: Iterable<readonly [string, number]>, prefix: string) {
    const ends: number[] = []; // node, id, node, id, ...
    for (const [piece, id] of vocabulary) {
      const continued = piece.startsWith(prefix) && piece.length > prefix.length;
      ends.push(this.insert(continued ? continuedRoot : wordRoot, continued ? piece.slice(prefix.length) : piece), id);
    }
    this.pieces = new Int32Array(this.nodes).fill(none);
    for (let i = 0; i < ends.length; i += 2) this.pieces[ends[i] as number] = ends[i + 1] as number;
  }

  /** Bytes held: for the memory bench. */
  get bytes(): number {
    return this.keys.byteLength + this.children.byteLength + this.pieces.byteLength;
  }

  /**
   * Longest piece that begins at `from` in `word[0..length)`.
   * @returns its end, exclusive, with its id in `matched`; 0 when no piece begins here
   */
  match(word: Uint32Array, from: number, length: number): number {
    let node = from === 0 ? wordRoot : continuedRoot;
    let end = 0;
    for (let i = from; i < length; i++) {
      const slot = this.slot(node, word[i] as number);
      if (this.keys[slot] === none) break;
      node = this.children[slot] as number;
      const id = this.pieces[node] as number;
      if (id !== none) {
        end = i + 1;
        this.matched = id;
      }
    }
    return end;
  }

  private insert(root: number, piece: string): number {
    let node = root;
    for (const character of piece) {
      const codePoint = character.codePointAt(0) as number;
      const slot = this.slot(node, codePoint);
      if (this.keys[slot] === none) {
        this.keys[slot] = node * 0x200000 + codePoint;
        this.children[slot] = this.nodes;
        node = this.nodes++;
        if (this.nodes > this.keys.length * 0.7) this.grow();
      } else {
        node = this.children[slot] as number;
      }
    }
    return node;
  }

  private grow(): void {
    const { keys, children } = this;
    this.keys = new Float64Array(keys.length * 2).fill(none);
    this.children = new Int32Array(keys.length * 2);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as number;
      if (key === none) continue;
      const slot = this.slot(Math.floor(key / 0x200000), key % 0x200000);
      this.keys[slot] = key;
      this.children[slot] = children[i] as number;
    }
  }

  /** Slot of an edge, or the free slot where it would go. */
  private slot(node: number, codePoint: number): number {
    const key = node * 0x200000 + codePoint;
    const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(codePoint, 0x85ebca6b);
    const mask = this.keys.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (this.keys[slot] !== none && this.keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }
}
