import { connectDoors } from "../_shared/db.ts";
import { readEnv, STRIPE_WEBHOOK } from "../_shared/env.ts";
import { consoleLog } from "../_shared/log.ts";
import { connectStripe } from "../_shared/stripe.ts";
import { makeHandler } from "./handler.ts";

const env = readEnv(STRIPE_WEBHOOK);
const [doors, stripe] = [connectDoors(env), connectStripe(env)];

export default { fetch: makeHandler({ env, doors, stripe, log: consoleLog }) };
