/**
 * Loaded before a child's own program: ends the child when its parent is gone.
 * The parent holds the other end of standard input, so even `kill -9` of it leaves no orphan.
 */
(async () => {
  for await (const _ of Deno.stdin.readable);
  Deno.exit(0);
})();
