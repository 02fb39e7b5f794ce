import { join } from "node:path";

const KEPT_LINES = 20;
const KEPT_BYTES = 5_000_000;

/** The log file of one child and its last lines, for the sentence that says why it ended. */
export class ChildLog {
  readonly path: string;
  readonly tail: string[] = [];
  #file: Deno.FsFile;

  constructor(folder: string, name: string) {
    Deno.mkdirSync(folder, { recursive: true });
    this.path = join(folder, `${name}.log`);
    const size = statSize(this.path);
    this.#file = Deno.openSync(this.path, {
      create: true,
      write: true,
      append: size <= KEPT_BYTES,
      truncate: size > KEPT_BYTES,
    });
  }

  /** Copies a stream of the child line by line until it ends. */
  async follow(stream: ReadableStream<Uint8Array>): Promise<void> {
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      await writeAll(this.#file, chunk);
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      this.#remember(lines);
    }
    if (rest) this.#remember([rest]);
  }

  #remember(lines: string[]) {
    this.tail.push(...lines.filter((line) => line.trim() !== ""));
    this.tail.splice(0, Math.max(0, this.tail.length - KEPT_LINES));
  }

  close() {
    this.#file.close();
  }
}

function statSize(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
