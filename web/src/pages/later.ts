/** The pages that are fetched together after the first: one file instead of one for each. */
export { default as ForgotPassword } from "./forgot_password.tsx";
export { default as ResetPassword } from "./reset_password.tsx";
export { default as Buy } from "./buy.tsx";
export { default as Paid } from "./paid.tsx";
export { default as Cancelled } from "./cancelled.tsx";
export { default as History } from "./history.tsx";
export { default as Try } from "./try.tsx";
export { default as NotFound } from "./not_found.tsx";
