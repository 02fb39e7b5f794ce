/** One file of a tar archive. */
export interface TarFile {
  path: string;
  bytes: Uint8Array;
}

const BLOCK = 512;

function text(block: Uint8Array, from: number, length: number): string {
  const field = block.subarray(from, from + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end)).trim();
}

/** Reads the plain files of a gzipped ustar archive; links and long-name records are skipped. */
export async function readTarGz(archive: Uint8Array<ArrayBuffer>): Promise<TarFile[]> {
  const stream = new Blob([archive]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const files: TarFile[] = [];
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0;) {
    const header = bytes.subarray(at, at + BLOCK);
    const size = parseInt(text(header, 124, 12) || "0", 8);
    const kind = text(header, 156, 1);
    const prefix = text(header, 345, 155);
    const path = prefix ? `${prefix}/${text(header, 0, 100)}` : text(header, 0, 100);
    if (kind === "0" || kind === "") {
      files.push({ path, bytes: bytes.subarray(at + BLOCK, at + BLOCK + size) });
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
