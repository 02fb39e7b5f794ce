/**
 * Loaded before a child's own program: ends the child when its parent (the first argument) is gone.
 * Even `kill -9` of the parent leaves no orphan, because the system then gives the child another one.
 */
const parent = Number(Deno.args[0]);
const LOOK_MS = 250;

// Not counted as work to wait for, or the program itself would never begin.
Deno.unrefTimer(setInterval(() => {
  if (Deno.ppid !== parent) Deno.exit(0);
}, LOOK_MS));
