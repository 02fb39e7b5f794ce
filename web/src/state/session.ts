import * as api from "../api.ts";
import type { Person } from "../model.ts";
import { createStore } from "../store.ts";
import { forgetTask } from "./task.ts";

/** Who is there: nobody knows yet, nobody, or a person. */
export type Session =
  | { phase: "starting" }
  | { phase: "out"; expired: boolean }
  | { phase: "in"; person: Person };

export const session = createStore<Session>({ phase: "starting" });

/** Follows Auth from now on, in this tab and in the others of this browser. */
export function watchSession(): void {
  api.onPerson((person) => {
    const before = session.get();
    if (person) {
      if (before.phase === "in" && before.person.id === person.id) return;
      session.set({ phase: "in", person });
      return;
    }
    if (before.phase !== "out") session.set({ phase: "out", expired: before.phase === "in" });
  });
}

/** Signs out by choice; nothing of the person stays in this tab. */
export async function leave(): Promise<void> {
  session.set({ phase: "out", expired: false });
  forgetTask();
  await api.signOut();
}

/** The server no longer accepts this session. */
export async function sessionEnded(): Promise<void> {
  await api.signOut();
}
