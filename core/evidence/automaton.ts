/** A byte sequence to find. */
export interface Pattern {
  readonly bytes: Uint8Array;
  /** Whose secret it is. */
  readonly name: string;
  /** True for a marker of ours: it is left as it stands, so that redacting twice changes nothing. */
  readonly marker: boolean;
}

/**
 * Aho-Corasick as a table: one look-up a byte, whatever the number of patterns. Bytes that no pattern holds share one column, which
 * keeps a table for a private key at a few megabytes.
 *
 * A node is the offset of its row. `depth`: length of the longest beginning of a pattern that ends here. `longest`: index of the
 * longest pattern that ends here, or -1.
 */
export interface Automaton {
  readonly patterns: readonly Pattern[];
  readonly columns: Uint8Array;
  readonly width: number;
  readonly next: Int32Array;
  readonly depth: Int32Array;
  readonly longest: Int32Array;
}

/** Builds the table. Empty patterns find nothing and are left out; of equal ones the first counts. */
export function buildAutomaton(given: readonly Pattern[]): Automaton {
  const patterns = given.filter((pattern) => pattern.bytes.length > 0);
  const columns = new Uint8Array(256);
  let width = 1;
  for (const pattern of patterns) {
    for (const byte of pattern.bytes) {
      // With all 256 bytes in use there is no byte left for column 0, and columns 0 to 255 are enough.
      if (columns[byte] === 0 && width < 256) columns[byte] = width++;
    }
  }
  const limit = 1 + patterns.reduce((sum, pattern) => sum + pattern.bytes.length, 0);
  const next = new Int32Array(limit * width).fill(-1);
  const depth = new Int32Array(limit);
  const longest = new Int32Array(limit).fill(-1);
  const nodes = insertAll(patterns, columns, width, next, depth, longest);
  link(patterns, nodes, width, next, longest);
  return { patterns, columns, width, next: next.subarray(0, nodes * width), depth, longest };
}

function insertAll(
  patterns: readonly Pattern[],
  columns: Uint8Array,
  width: number,
  next: Int32Array,
  depth: Int32Array,
  longest: Int32Array,
): number {
  let nodes = 1;
  patterns.forEach((pattern, index) => {
    let node = 0;
    for (const byte of pattern.bytes) {
      const edge = node * width + at(columns, byte);
      if (at(next, edge) === -1) {
        depth[nodes] = at(depth, node) + 1;
        next[edge] = nodes++;
      }
      node = at(next, edge);
    }
    if (at(longest, node) === -1) longest[node] = index;
  });
  return nodes;
}

/** Breadth first: every missing edge becomes the edge of the longest proper end that is a beginning too. */
function link(patterns: readonly Pattern[], nodes: number, width: number, next: Int32Array, longest: Int32Array): void {
  const fail = new Int32Array(nodes);
  const queue: number[] = [];
  for (let column = 0; column < width; column++) {
    const child = at(next, column);
    if (child === -1) next[column] = 0;
    else queue.push(child);
  }
  for (const node of queue) {
    const back = at(fail, node);
    // A node's own pattern is as long as its path, so it is always the longest one that ends there.
    if (at(longest, node) === -1) longest[node] = at(longest, back);
    for (let column = 0; column < width; column++) {
      const edge = node * width + column;
      const child = at(next, edge);
      const fallback = at(next, back * width + column);
      if (child === -1) next[edge] = fallback;
      else {
        fail[child] = fallback;
        queue.push(child);
      }
    }
  }
}

function at(table: Int32Array | Uint8Array, index: number): number {
  return table[index] as number;
}
