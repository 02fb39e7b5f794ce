/** Runs other programs and hands over what they said. */

/** How a program ended, and its two streams as text. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs to the end with no input. A program that is not there rejects with Deno.errors.NotFound. */
export async function run(
  command: string,
  args: string[],
  options: { cwd?: string | URL; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const out = await new Deno.Command(command, { args, stdin: "null", ...options }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code: out.code, stdout: decode(out.stdout), stderr: decode(out.stderr) };
}

/** Whether a program answers to `--version`. */
export function has(command: string): boolean {
  try {
    return new Deno.Command(command, { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}
