/** Every address of these pages. The build reads it too, so that hosts never cache their HTML. */
export const PATHS = [
  "/",
  "/buy",
  "/paid",
  "/cancelled",
  "/history",
  "/try",
  "/sign-in",
  "/sign-up",
  "/forgot-password",
  "/reset-password",
] as const;

export type Path = (typeof PATHS)[number];
