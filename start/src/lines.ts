/** Splits chunks at line feeds and nowhere else; the last line may lack one. */
export function lineSplitter(onLine: (line: Buffer) => void): { push(chunk: Buffer): void; end(): void } {
  let parts: Buffer[] = [];
  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        parts.push(chunk.subarray(start, end));
        onLine(parts.length === 1 ? (parts[0] ?? chunk) : Buffer.concat(parts));
        parts = [];
        start = end + 1;
      }
      if (start < chunk.length) parts.push(chunk.subarray(start));
    },
    end() {
      if (parts.length > 0) onLine(Buffer.concat(parts));
      parts = [];
    },
  };
}
