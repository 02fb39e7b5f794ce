import { connectDoors } from "../_shared/db.ts";
import { HEALTH, readEnv } from "../_shared/env.ts";
import { consoleLog } from "../_shared/log.ts";
import { makeHandler } from "./handler.ts";
import { reachStripe } from "./stripe.ts";

const env = readEnv(HEALTH);
const stripe = () => reachStripe(env.STRIPE_API_BASE);

export default {
  fetch: makeHandler({ env, doors: connectDoors(env, 3000), reachStripe: stripe, log: consoleLog }),
};
