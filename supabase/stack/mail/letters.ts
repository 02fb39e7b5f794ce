/** The mails of the stack, newest last, in one JSON file. */
import { z } from "zod";

/** What may be sent: an address, a line and plain text. HTML is accepted and not kept. */
export const newLetter = z.object({
  to: z.email().max(320),
  subject: z.string().max(500),
  text: z.string().max(100_000),
  html: z.string().max(500_000).optional(),
}).strict();

/** A kept mail. `at` is ISO 8601. */
export interface Letter {
  id: string;
  at: string;
  to: string;
  subject: string;
  text: string;
}

/** Old mails go when there are more. */
const KEPT = 500;

/** Mails in memory, written through to their file before a send is answered. */
export class Letters {
  private writing: Promise<void> = Promise.resolve();

  private constructor(private readonly file: string, private all: Letter[]) {}

  /** Reads the file; a missing one is an empty mailbox. @throws when it is not a mailbox's. */
  static async open(file: string): Promise<Letters> {
    const text = await Deno.readTextFile(file).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return "[]";
      throw error;
    });
    return new Letters(file, JSON.parse(text) as Letter[]);
  }

  /** Mails to one address (any case), or all; newest first. */
  list(to?: string | null): Letter[] {
    const wanted = to?.toLowerCase();
    return this.all.filter((letter) => !wanted || letter.to.toLowerCase() === wanted).reverse();
  }

  async add({ to, subject, text }: z.output<typeof newLetter>): Promise<Letter> {
    const letter = { id: crypto.randomUUID(), at: new Date().toISOString(), to, subject, text };
    this.all = [...this.all, letter].slice(-KEPT);
    await this.write();
    return letter;
  }

  /** One writer at a time, and a whole file at every moment: written aside, then renamed. */
  private write(): Promise<void> {
    this.writing = this.writing.catch(() => {}).then(async () => {
      const aside = `${this.file}.new`;
      await Deno.writeTextFile(aside, JSON.stringify(this.all), { mode: 0o600 });
      await Deno.rename(aside, this.file);
    });
    return this.writing;
  }
}
